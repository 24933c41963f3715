import threading

import pytest

from .world import fetch, line, session_parameters

FORM = {
    "email": "awa@example.org",
    "number": "4242 4242 4242 4242",
    "expiry": "12/34",
    "cvc": "123",
    "name": "Awa Sample",
    "action": "pay",
}


@pytest.fixture
def session(api):
    return api.v1.checkout.sessions.create(session_parameters())


def thanks(session):
    return f"http://127.0.0.1:1/thanks?session={session.id}"


def test_page_says_what_is_paid_in_test_mode(session):
    page = fetch(session.url)

    assert page.status == 200
    for words in ("Shea soap", "$21.00", "Quantity 3, $7.00 each", "$46.00", "Pay Mali Health"):
        assert words in page.text
    assert "Test mode: no money moves." in page.text
    assert "4000 0025 0000 3155" in page.text


def test_page_allows_nothing_but_its_own_style(session):
    page = fetch(session.url)

    assert page.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; form-action 'self' http://127.0.0.1:1; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    assert "<script" not in page.text
    assert "style=" not in page.text
    assert "<style" not in page.text


def test_style_sheet_is_served(sandbox):
    page = fetch(f"{sandbox.url}/c/page.css")

    assert (page.status, page.headers["Content-Type"]) == (200, "text/css; charset=utf-8")


def test_paying_leads_to_the_success_address(api, session):
    page = fetch(session.url, FORM)

    assert (page.status, page.headers["Location"]) == (303, thanks(session))
    found = api.v1.checkout.sessions.retrieve(session.id)
    assert (found.payment_status, found.customer_details.name) == ("paid", "Awa Sample")


def test_double_submit_pays_once(api, session):
    pages = []
    threads = [
        threading.Thread(target=lambda: pages.append(fetch(session.url, FORM))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {(page.status, page.headers["Location"]) for page in pages} == {(303, thanks(session))}
    assert len(api.v1.charges.list().data) == 1


def test_paid_session_says_so(session):
    fetch(session.url, FORM)

    page = fetch(session.url)

    assert "Already paid" in page.text
    assert thanks(session) in page.text


def test_expired_session_says_so(api, session):
    api.v1.checkout.sessions.expire(session.id)

    shown, posted = fetch(session.url), fetch(session.url, FORM)

    assert "This payment page has expired" in shown.text
    assert "http://127.0.0.1:1/basket" in shown.text
    assert posted.status == 410
    assert api.v1.charges.list().data == []


def test_session_past_its_time_cannot_be_paid(sandbox, api, session):
    sandbox.control("POST", "clock", {"advance": 25 * 3600})

    assert fetch(session.url, FORM).status == 410


def test_cancel_leads_back(session):
    assert '<a href="http://127.0.0.1:1/basket">Cancel and go back</a>' in fetch(session.url).text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "nobody"),
        ("number", "4111 1111 1111 1111"),
        ("number", ""),
        ("expiry", "13/34"),
        ("expiry", "01/20"),
        ("cvc", "12"),
        ("name", ""),
    ],
)
def test_wrong_field_is_named_next_to_it(api, session, field, value):
    page = fetch(session.url, {**FORM, field: value})

    assert page.status == 422
    assert f'id="{field}-error"' in page.text
    assert 'aria-invalid="true"' in page.text
    assert f'<a href="#{field}">' in page.text
    assert api.v1.checkout.sessions.retrieve(session.id).status == "open"


def test_number_that_is_no_test_card_is_never_sent_back(session):
    page = fetch(session.url, {**FORM, "number": "4111111111111111", "cvc": "987"})

    assert "4111" not in page.text
    assert "987" not in page.text


def test_test_card_button_fills_the_form(session):
    page = fetch(session.url, {"email": "me@example.org", "name": "", "fill": "4000000000000002"})

    assert page.status == 200
    assert 'value="4000 0000 0000 0002"' in page.text
    assert 'value="me@example.org"' in page.text
    assert 'value="Sample Visitor"' in page.text


@pytest.mark.parametrize(
    ("number", "words"),
    [("4000000000000002", "Your card was declined."), ("4000000000009995", "insufficient funds")],
)
def test_declined_card_is_explained_and_can_be_replaced(session, number, words):
    page = fetch(session.url, {**FORM, "number": number})

    assert page.status == 402
    assert words in page.text
    assert 'role="alert"' in page.text
    assert fetch(session.url, FORM).status == 303


def test_authentication_that_is_completed(api, session):
    asked = fetch(session.url, {**FORM, "number": "4000002500003155"})
    assert (asked.status, asked.headers["Location"]) == (303, f"/c/pay/{session.id}/authenticate")
    assert "Your bank asks: is it you?" in fetch(f"{session.url}/authenticate").text

    answered = fetch(f"{session.url}/authenticate", {"answer": "complete"})

    assert (answered.status, answered.headers["Location"]) == (303, thanks(session))
    charge = api.v1.charges.list().data[0]
    assert charge.payment_method_details.card.three_d_secure.result == "authenticated"


def test_authentication_that_fails(api, session):
    fetch(session.url, {**FORM, "number": "4000002500003155"})

    answered = fetch(f"{session.url}/authenticate", {"answer": "fail"})

    assert answered.status == 303
    assert "refused=authentication_failed" in answered.headers["Location"]
    shown = fetch(f"{session.url}?refused=authentication_failed")
    assert "The bank could not confirm" in shown.text
    assert api.v1.charges.list().data == []
    assert fetch(session.url, FORM).status == 303


def test_authentication_that_was_never_asked_for(session):
    assert fetch(f"{session.url}/authenticate").headers["Location"] == f"/c/pay/{session.id}"
    answered = fetch(f"{session.url}/authenticate", {"answer": "complete"})
    assert "refused=authentication_missing" in answered.headers["Location"]


@pytest.mark.parametrize(
    ("locale", "accepted", "words"),
    [
        ("fr", "en", "Mode test"),
        ("fr-CA", "en", "Mode test"),
        ("en", "fr", "Test mode"),
        ("auto", "fr-FR,en;q=0.5", "Mode test"),
        (None, "de,en;q=0.8,fr;q=0.9", "Mode test"),
        (None, "de", "Test mode"),
    ],
)
def test_language_of_the_page(api, locale, accepted, words):
    parameters = session_parameters(**({"locale": locale} if locale else {}))
    session = api.v1.checkout.sessions.create(parameters)

    page = fetch(session.url, headers={"Accept-Language": accepted})

    assert words in page.text
    assert f'<html lang="{"fr" if words == "Mode test" else "en"}">' in page.text


def test_french_amounts(api):
    items = [line("Savon", 10_000, currency="xof")]
    session = api.v1.checkout.sessions.create(session_parameters(locale="fr", line_items=items))

    assert "10\u202f000\u00a0F\u202fCFA" in fetch(session.url).text


def test_everything_from_outside_is_escaped(api):
    nasty = '"><script>alert(1)</script>'
    session = api.v1.checkout.sessions.create(
        session_parameters(
            line_items=[line(nasty, 500)], custom_text={"submit": {"message": nasty}}
        )
    )

    page = fetch(session.url, {**FORM, "name": nasty, "cvc": nasty})

    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text


def test_email_of_the_session_is_fixed(api):
    session = api.v1.checkout.sessions.create(session_parameters(customer_email="awa@example.org"))
    assert "readonly" in fetch(session.url).text

    fetch(session.url, {**FORM, "email": "other@example.org"})

    found = api.v1.checkout.sessions.retrieve(session.id)
    assert found.customer_details.email == "awa@example.org"


def test_button_says_donate(api):
    session = api.v1.checkout.sessions.create(session_parameters(submit_type="donate"))

    assert ">Donate $46.00</button>" in fetch(session.url).text


def test_bank_debit_is_offered_where_the_session_allows_it(api, session):
    debit = api.v1.checkout.sessions.create(
        session_parameters(allowed_payment_method_types=["card", "us_bank_account"])
    )
    assert "bank_debit_succeeds" not in fetch(session.url).text
    assert "bank_debit_succeeds" in fetch(debit.url).text

    filled = {"email": "awa@example.org", "name": "Awa", "number": "bank_debit_succeeds"}

    assert fetch(debit.url, filled).status == 303


def test_unknown_pages(sandbox):
    assert fetch(f"{sandbox.url}/c/pay/cs_test_none").status == 404
    assert fetch(f"{sandbox.url}/nowhere").status == 404
    assert "Stripe sandbox" in fetch(f"{sandbox.url}/").text
