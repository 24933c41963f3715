import pytest
import stripe


def test_customer_is_created_and_retrieved(api):
    created = api.v1.customers.create({"email": "awa@example.org", "metadata": {"supporter": "7"}})

    found = api.v1.customers.retrieve(created.id)

    assert created.id.startswith("cus_")
    assert (found.email, found.metadata["supporter"], found.livemode) == (
        "awa@example.org",
        "7",
        False,
    )


def test_customer_created_sends_its_event(api):
    created = api.v1.customers.create({"name": "Awa"})

    event = api.v1.events.list().data[0]

    assert event.type == "customer.created"
    assert event.data.object["id"] == created.id
    assert event.request.id.startswith("req_")


def test_customer_update_changes_and_unsets(api):
    created = api.v1.customers.create(
        {"name": "Awa", "address": {"city": "Bamako"}, "metadata": {"a": "1", "b": "2"}}
    )

    api.v1.customers.update(
        created.id, {"name": "Awa Sample", "address": "", "metadata": {"a": "", "c": "3"}}
    )

    found = api.v1.customers.retrieve(created.id)
    assert (found.name, found.address) == ("Awa Sample", None)
    assert found.metadata.to_dict() == {"b": "2", "c": "3"}
    updated = api.v1.events.list({"type": "customer.updated"}).data[0]
    assert updated.data.previous_attributes["name"] == "Awa"


def test_customer_address_and_shipping(api):
    address = {"line1": "1 Sample Street", "city": "Durham", "country": "US"}
    created = api.v1.customers.create(
        {"address": address, "shipping": {"name": "Awa", "address": address}}
    )

    assert created.address.city == "Durham"
    assert created.shipping.name == "Awa"


def test_customers_are_listed_by_email(api):
    api.v1.customers.create({"email": "one@example.org"})
    wanted = api.v1.customers.create({"email": "two@example.org"})

    found = api.v1.customers.list({"email": "two@example.org"})

    assert [customer.id for customer in found.data] == [wanted.id]


@pytest.mark.parametrize(
    ("parameters", "code", "param"),
    [
        ({"email": "not an address"}, "email_invalid", "email"),
        ({"colour": "red"}, "parameter_unknown", "colour"),
        ({"tax_exempt": "maybe"}, None, "tax_exempt"),
        ({"metadata": {"k" * 41: "v"}}, None, f"metadata[{'k' * 41}]"),
        ({"metadata": {"k": "v" * 501}}, None, "metadata[k]"),
        ({"address": {"planet": "Earth"}}, "parameter_unknown", "address[planet]"),
        ({"name": ""}, "parameter_invalid_empty", "name"),
        ({"balance": 100}, "sandbox_not_served", "balance"),
    ],
)
def test_customer_with_wrong_parameters(api, parameters, code, param):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.customers.create(parameters)

    assert (refused.value.http_status, refused.value.code, refused.value.param) == (
        400,
        code,
        param,
    )


def test_customer_that_does_not_exist(api):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.customers.update("cus_none", {"name": "x"})

    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")


def test_account_says_who_is_paid(api):
    account = api.v1.accounts.retrieve_current()

    assert account.id.startswith("acct_")
    assert account.settings.dashboard.display_name == "Mali Health"
    assert account.charges_enabled is True
