import pytest
import stripe

from .world import call


@pytest.fixture
def customers(api):
    """The ids of seven customers, newest first."""
    created = [api.v1.customers.create({"name": f"Sample {number}"}).id for number in range(7)]
    return list(reversed(created))


def ids(page):
    return [element.id for element in page.data]


def test_list_begins_with_the_newest(api, customers):
    page = api.v1.customers.list({"limit": 3})

    assert (ids(page), page.has_more, page.url) == (customers[:3], True, "/v1/customers")


def test_list_goes_on_after_a_cursor(api, customers):
    page = api.v1.customers.list({"limit": 3, "starting_after": customers[4]})

    assert (ids(page), page.has_more) == (customers[5:], False)


def test_list_goes_back_before_a_cursor(api, customers):
    page = api.v1.customers.list({"limit": 3, "ending_before": customers[4]})

    assert (ids(page), page.has_more) == (customers[1:4], True)


def test_list_pages_automatically_both_ways(api, customers):
    forward = api.v1.customers.list({"limit": 2}).auto_paging_iter()
    backward = api.v1.customers.list(
        {"limit": 2, "ending_before": customers[-1]}
    ).auto_paging_iter()

    assert [customer.id for customer in forward] == customers
    assert [customer.id for customer in backward] == list(reversed(customers[:-1]))


def test_list_by_time_of_creation(sandbox, api, customers):
    sandbox.control("POST", "clock", {"advance": 3600})
    late = api.v1.customers.create({"name": "Late"})

    after = api.v1.customers.list({"created": {"gte": late.created}})
    before = api.v1.customers.list({"created": {"lt": late.created}, "limit": 100})
    exact = api.v1.customers.list({"created": late.created})

    assert (ids(after), ids(before), ids(exact)) == ([late.id], customers, [late.id])


@pytest.mark.parametrize(
    ("parameters", "param"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"starting_after": "cus_none"}, "starting_after"),
        ({"created": {"since": 1}}, "created[since]"),
        ({"test_clock": "clock_1"}, "test_clock"),
    ],
)
def test_list_with_wrong_parameters(api, parameters, param):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.customers.list(parameters)

    assert (refused.value.http_status, refused.value.param) == (400, param)


def test_list_with_both_cursors(api, customers):
    with pytest.raises(stripe.InvalidRequestError):
        api.v1.customers.list({"starting_after": customers[0], "ending_before": customers[1]})


def test_list_expands_only_inside_data(sandbox, api, customers):
    page = call(sandbox.url, "/v1/charges?expand[]=customer")

    assert page.status == 400
    assert "cannot be expanded" in page.json["error"]["message"]


def test_expansion_deeper_than_four_levels(sandbox):
    page = call(sandbox.url, "/v1/charges?expand[]=data.a.b.c.d.e")

    assert page.status == 400
    assert page.json["error"]["param"] == "expand"
