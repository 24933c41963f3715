"""Subscriptions: started on the payment page, renewed by the clock, changed, paused, cancelled."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import stripe

from stripe_sandbox import periods

from .world import fetch, line, session_parameters

DAY = 24 * 3600
MONTH = {"interval": "month"}


def monthly(name: str = "Monthly gift", amount: int = 2000, **recurring):
    item = line(name, amount, fund="general")
    item["price_data"]["recurring"] = {**MONTH, **recurring}
    return item


def start(api, sandbox, *items, card="4242424242424242", **details):
    """A subscription begun on the payment page; answers what `pay` answers."""
    session = api.v1.checkout.sessions.create(
        session_parameters(
            mode="subscription",
            line_items=list(items) or [monthly()],
            subscription_data={"metadata": {"subscription": "ours", "fund": "general"}},
            customer_email="awa@example.org",
        )
    )
    return sandbox.control("POST", "pay", {"session": session.id, "card": card, **details})


def advance(sandbox, days: float) -> None:
    sandbox.control("POST", "clock", {"advance": days * DAY})


def event_types(sandbox):
    return [event["type"] for event in sandbox.control("GET", "dump")["events"]]


def test_soap_and_first_month_are_one_invoice_and_one_payment(api, sandbox):
    paid = start(api, sandbox, line("Shea soap", 700, 2, sku="SHEA"), monthly())
    assert (paid["outcome"], paid["amount_total"], paid["payment_intent"]) == ("paid", 3400, None)
    subscription = api.v1.subscriptions.retrieve(paid["subscription"])
    assert (subscription.status, subscription.latest_invoice) == ("active", paid["invoice"])
    invoice = api.v1.invoices.retrieve(paid["invoice"], {"expand": ["payments"]})
    assert (invoice.billing_reason, invoice.status) == ("subscription_create", "paid")
    assert sorted(found.amount for found in invoice.lines.data) == [1400, 2000]
    renewing = next(found for found in invoice.lines.data if found.amount == 2000)
    assert renewing.metadata["fund"] == "general"
    intent = api.v1.payment_intents.retrieve(
        invoice.payments.data[0].payment.payment_intent, {"expand": ["latest_charge"]}
    )
    assert (intent.amount, intent.latest_charge.amount) == (3400, 3400)
    by_intent = api.v1.invoice_payments.list(
        {"payment": {"type": "payment_intent", "payment_intent": intent.id}}
    )
    assert [found.invoice for found in by_intent.data] == [invoice.id]
    told = event_types(sandbox)
    assert told.index("customer.subscription.created") < told.index("invoice.paid")
    assert told.index("invoice.paid") < told.index("checkout.session.completed")


def test_clock_renews_month_after_month_on_the_anchor_day(api, sandbox):
    paid = start(api, sandbox)
    advance(sandbox, 100)
    invoices = api.v1.invoices.list({"subscription": paid["subscription"]}).data[::-1]
    assert [found.billing_reason for found in invoices][1:] == ["subscription_cycle"] * 3
    assert [found.amount_paid for found in invoices] == [2000] * 4
    anchor = api.v1.subscriptions.retrieve(paid["subscription"]).billing_cycle_anchor
    starts = [periods.boundary(anchor, {**MONTH, "interval_count": 1}, n) for n in range(4)]
    assert [found.lines.data[0].period.start for found in invoices] == starts
    charges = api.v1.charges.list({"customer": paid["customer"]}).data[::-1]
    assert [found.created for found in charges][1:] == [begin + 3600 for begin in starts[1:]]
    assert event_types(sandbox).count("invoice.upcoming") == 3


@pytest.mark.parametrize(
    ("anchor", "interval", "count", "days"),
    [
        ("2027-01-31", "month", 1, ["2027-02-28", "2027-03-31", "2027-04-30"]),
        ("2028-01-30", "month", 1, ["2028-02-29", "2028-03-30", "2028-04-30"]),
        ("2028-02-29", "year", 1, ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]),
        ("2026-11-30", "month", 3, ["2027-02-28", "2027-05-30", "2027-08-30"]),
    ],
)
def test_period_of_a_day_that_a_month_lacks_ends_on_its_last(anchor, interval, count, days):
    start_of = int(datetime.fromisoformat(f"{anchor}T12:00:00+00:00").timestamp())
    recurring = {"interval": interval, "interval_count": count}
    found = []
    moment = start_of
    for _ in days:
        moment = periods.end_of_period(start_of, recurring, moment)
        found.append(f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d}")
    assert found == days


def test_failing_renewal_is_retried_and_a_new_card_saves_it(api, sandbox):
    paid = start(api, sandbox, card="4000000000000341")
    advance(sandbox, 31.5)
    subscription = api.v1.subscriptions.retrieve(paid["subscription"])
    invoice = api.v1.invoices.retrieve(subscription.latest_invoice)
    assert (subscription.status, invoice.status, invoice.attempt_count) == ("past_due", "open", 1)
    with pytest.raises(stripe.CardError) as refused:
        api.v1.invoices.pay(invoice.id)
    assert refused.value.code == "card_declined"
    after = api.v1.invoices.retrieve(invoice.id)  # the plan of the retries is as it was
    assert (after.attempt_count, after.next_payment_attempt) == (1, invoice.next_payment_attempt)
    assert event_types(sandbox).count("invoice.payment_failed") == 2
    sandbox.control("POST", "card", {"customer": paid["customer"], "card": "4242424242424242"})
    assert api.v1.invoices.pay(invoice.id).status == "paid"
    assert api.v1.subscriptions.retrieve(paid["subscription"]).status == "active"


@pytest.mark.parametrize("after", ["cancel", "unpaid", "past_due"])
def test_last_failure_ends_as_the_account_has_it_set(api, sandbox, after):
    sandbox.control("POST", "billing", {"after_retries": after})
    paid = start(api, sandbox, card="4000000000000341")
    advance(sandbox, 47)
    subscription = api.v1.subscriptions.retrieve(paid["subscription"])
    assert subscription.status == ("canceled" if after == "cancel" else after)
    assert event_types(sandbox).count("invoice.payment_failed") == 4
    invoice = api.v1.invoices.retrieve(subscription.latest_invoice)
    assert (invoice.status, invoice.attempt_count, invoice.next_payment_attempt) == (
        "open",
        4,
        None,
    )
    assert api.v1.invoices.void_invoice(invoice.id).status == "void"


def test_bank_that_asks_at_each_renewal_waits_for_its_customer(api, sandbox):
    paid = start(api, sandbox, card="4000002760003184", authenticate="complete")
    advance(sandbox, 31.5)
    told = event_types(sandbox)
    assert told.count("invoice.payment_action_required") == 1
    subscription = api.v1.subscriptions.retrieve(paid["subscription"])
    assert subscription.status == "past_due"
    with pytest.raises(stripe.CardError) as refused:
        api.v1.invoices.pay(subscription.latest_invoice)
    assert refused.value.code == "authentication_required"


def test_declined_first_payment_leaves_it_incomplete_and_the_closed_page_expires_it(api, sandbox):
    declined = start(api, sandbox, card="4000000000000002")
    assert declined["outcome"] == "declined"
    found = api.v1.subscriptions.list({"status": "incomplete"}).data
    assert [subscription.status for subscription in found] == ["incomplete"]
    sandbox.control("POST", "expire", {"session": declined["id"]})
    ended = api.v1.subscriptions.retrieve(found[0].id)
    assert ended.status == "incomplete_expired"
    assert api.v1.invoices.retrieve(ended.latest_invoice).status == "void"


def test_amount_day_and_pause_change_without_prorations(api, sandbox):
    paid = start(api, sandbox)
    subscription = api.v1.subscriptions.retrieve(paid["subscription"])
    item = subscription["items"].data[0]
    price = {
        "currency": "usd",
        "product": item.price.product,
        "recurring": MONTH,
        "unit_amount": 3500,
    }
    changed = api.v1.subscriptions.update(
        subscription.id,
        {"items": [{"id": item.id, "price_data": price}], "proration_behavior": "none"},
    )
    assert changed["items"].data[0].price.unit_amount == 3500
    new_day = item.current_period_end + 10 * DAY
    moved = api.v1.subscriptions.update(
        subscription.id, {"trial_end": new_day, "proration_behavior": "none"}
    )
    assert (moved.status, moved.billing_cycle_anchor) == ("trialing", new_day)
    advance(sandbox, 42)
    after = api.v1.subscriptions.retrieve(subscription.id)
    assert (after.status, after["items"].data[0].current_period_start) == ("active", new_day)
    paid_amounts = [found.amount_paid for found in api.v1.invoices.list().data][::-1]
    assert paid_amounts == [2000, 0, 3500]
    resumes = after["items"].data[0].current_period_end + DAY
    api.v1.subscriptions.update(
        subscription.id, {"pause_collection": {"behavior": "void", "resumes_at": resumes}}
    )
    advance(sandbox, 70)
    statuses = [found.status for found in api.v1.invoices.list().data][::-1]
    assert statuses == ["paid", "paid", "paid", "void", "paid"]
    assert api.v1.subscriptions.retrieve(subscription.id).pause_collection is None


def test_paused_subscription_makes_no_invoice_until_resumed(api, sandbox):
    paid = start(api, sandbox)
    assert api.v1.subscriptions.pause(paid["subscription"]).status == "paused"
    advance(sandbox, 70)
    assert len(api.v1.invoices.list().data) == 1
    assert api.v1.subscriptions.resume(paid["subscription"]).status == "active"
    assert [found.status for found in api.v1.invoices.list().data] == ["paid", "paid"]
    assert {"customer.subscription.paused", "customer.subscription.resumed"} <= set(
        event_types(sandbox)
    )


def test_cancelled_subscription_takes_no_more_money_and_cannot_be_cancelled_twice(api, sandbox):
    paid = start(api, sandbox)
    subscription = api.v1.subscriptions.retrieve(paid["subscription"])
    ends = subscription["items"].data[0].current_period_end
    # The draft of the second month lies there, not yet collected.
    now = sandbox.control("GET", "clock")["now"]
    sandbox.control("POST", "clock", {"advance": ends - now + 600})
    assert api.v1.subscriptions.cancel(paid["subscription"]).status == "canceled"
    advance(sandbox, 60)
    assert len(api.v1.charges.list().data) == 1
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.subscriptions.cancel(paid["subscription"])
    assert refused.value.code == "resource_missing"


def test_renewals_due_while_the_sandbox_was_killed_happen_once_it_is_back(api, sandbox):
    start(api, sandbox)
    advance(sandbox, 20)
    sandbox.kill()
    sandbox.start()
    advance(sandbox, 45)
    assert [found.amount_paid for found in api.v1.invoices.list().data] == [2000, 2000, 2000]


def test_recurring_price_needs_subscription_mode_and_the_other_way_round(api, sandbox):
    for mode, item in (("payment", monthly()), ("subscription", line("Soap", 700))):
        with pytest.raises(stripe.InvalidRequestError):
            api.v1.checkout.sessions.create(session_parameters(mode=mode, line_items=[item]))
    two_rhythms = [monthly(), monthly(interval="year")]
    with pytest.raises(stripe.InvalidRequestError):
        api.v1.checkout.sessions.create(
            session_parameters(mode="subscription", line_items=two_rhythms)
        )


def test_portal_changes_the_card_after_the_bank_agreed(api, sandbox):
    paid = start(api, sandbox)
    opened = api.v1.billing_portal.sessions.create(
        {
            "customer": paid["customer"],
            "return_url": "http://127.0.0.1:1/my/",
            "locale": "fr",
            "flow_data": {"type": "payment_method_update"},
        }
    )
    page = fetch(opened.url)
    assert "Changer de carte" in page.text
    card = {"expiry": "12/34", "cvc": "123", "name": "Awa Sample"}
    declined = fetch(f"{opened.url}/card", {**card, "number": "4000000000000002"})
    assert (declined.status, "n’a pas accepté" in declined.text) == (402, True)
    asked = fetch(f"{opened.url}/card", {**card, "number": "4000002500003155"})
    assert asked.headers["Location"].endswith("/card/confirm")
    done = fetch(f"{opened.url}/card/confirm", {"answer": "complete"})
    assert (done.status, done.headers["Location"]) == (303, "http://127.0.0.1:1/my/")
    method = api.v1.subscriptions.retrieve(
        paid["subscription"], {"expand": ["default_payment_method"]}
    ).default_payment_method
    assert method.card.last4 == "3155"


def test_portal_lists_what_renews_and_cancels_it_after_a_question(api, sandbox):
    paid = start(api, sandbox)
    opened = api.v1.billing_portal.sessions.create({"customer": paid["customer"], "locale": "en"})
    assert "$20.00 every month" in fetch(opened.url).text
    address = f"{opened.url}/cancel/{paid['subscription']}"
    assert "Yes, cancel it" in fetch(address).text
    assert fetch(address, {"answer": "cancel"}).status == 303
    assert api.v1.subscriptions.retrieve(paid["subscription"]).status == "canceled"
    assert "Nothing renews" in fetch(opened.url).text
    assert fetch(f"{opened.url}/cancel/sub_of_somebody_else").status == 303


def test_invoice_page_lets_its_customer_confirm_or_use_another_card(api, sandbox):
    paid = start(api, sandbox, card="4000002760003184", authenticate="complete")
    advance(sandbox, 31.5)
    subscription = api.v1.subscriptions.retrieve(paid["subscription"])
    url = api.v1.invoices.retrieve(subscription.latest_invoice).hosted_invoice_url
    assert "3184" in fetch(url).text
    assert fetch(url, {"action": "usual"}).headers["Location"].endswith("/confirm")
    assert fetch(f"{url}/confirm", {"answer": "fail"}).status == 402
    card = {"expiry": "12/34", "cvc": "123", "name": "Awa Sample", "number": "4242424242424242"}
    assert fetch(url, card).status == 303
    assert "is paid" in fetch(url).text
    assert api.v1.subscriptions.retrieve(paid["subscription"]).status == "active"
