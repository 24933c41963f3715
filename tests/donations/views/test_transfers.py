"""Giving by bank transfer: a code that finds slips, a page with the details, no money yet."""

from itertools import combinations

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from core.models import OrganisationSettings, OutboxMail
from donations.models import ExpectedTransfer
from donations.reference_codes import ALPHABET, make_code, read_code, show_code
from payments.models import Payment
from tests.factories.donations import make_fund, make_give_page

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
PATH = "/donate/transfer/"


def test_code_finds_every_single_slip_and_any_two_characters_changed_over():
    for _round in range(20):
        code = make_code()
        for place, right in enumerate(code):
            for wrong in set(ALPHABET) - {right}:
                assert read_code(code[:place] + wrong + code[place + 1 :]) is None
        for one, other in combinations(range(len(code)), 2):
            changed = list(code)
            changed[one], changed[other] = code[other], code[one]
            assert read_code("".join(changed)) in {None, code}
        assert read_code(code[:-1]) is None


@pytest.mark.parametrize(
    "write", [str, str.lower, show_code, lambda code: f" mh {code[:2]} {code[2:]}."]
)
def test_code_is_read_however_it_is_written(write):
    for code in (make_code() for _round in range(50)):
        assert read_code(write(code)) == code


@pytest.mark.parametrize("typed", ["", "MH", "MH-", "0O1IL0", "7K3F9Q7K3F9Q", "é" * 6, "=1+1"])
def test_what_is_no_code_is_none(typed):
    assert read_code(typed) is None


@pytest.fixture
def details(db):
    OrganisationSettings.objects.update_or_create(
        defaults={"bank_details": "Bank: Sample Bank\nAccount: 000 111 222\n"}
    )


@pytest.fixture
def visitor():
    return Client(headers=SAME_ORIGIN)


def typed(**overrides):
    return {"amount": "250", "name": "Awa Traoré", "email": "awa@example.org", **overrides}


def test_transfer_is_offered_only_with_bank_details(visitor, db):
    make_give_page()
    assert PATH not in visitor.get("/donate/").content.decode()
    assert visitor.get(PATH).status_code == 404
    OrganisationSettings.objects.update_or_create(
        defaults={"bank_details": "Sample Bank", "disclosure": "Sample wording of a state."}
    )
    assert PATH in visitor.get("/donate/").content.decode()
    form = visitor.get(PATH).content.decode()
    assert '<span class="mark"></span>Mali Health</a>' in form
    assert "Sample wording of a state." in form


@pytest.mark.parametrize(("prefix", "words"), [("", "with this code"), ("/fr", "avec ce code")])
def test_promise_shows_and_mails_the_details_and_the_code(
    visitor, details, prefix, words, django_capture_on_commit_callbacks
):
    fund = make_fund()
    with django_capture_on_commit_callbacks(execute=True):
        response = visitor.post(prefix + PATH, typed(fund=fund.code, message="Bon courage"))
    transfer = ExpectedTransfer.objects.get()
    assert (response.status_code, response["Location"]) == (
        303,
        prefix + transfer.path.removeprefix("/fr"),
    )
    html = visitor.get(response["Location"]).content.decode()
    for text in (words, transfer.shown_code, "000 111 222", fund.name):
        assert text in html
    assert (transfer.amount, transfer.fund, transfer.message) == (25000, fund, "Bon courage")
    [sent] = mail.outbox
    assert transfer.shown_code in sent.subject
    assert "000 111 222" in sent.body
    assert Payment.objects.count() == 0


def test_transfer_in_memory_of_somebody_is_asked_for_as_on_the_give_page(visitor, details):
    asked = {"tribute": "memory", "told_name": "Mariam Koné", "told_words": "See bad-things.com"}
    refused = visitor.post(PATH, typed(**asked))
    assert refused.status_code == 422
    assert refused.context["form"].errors.keys() == {"honouree", "told_email", "told_words"}
    html = refused.content.decode()
    assert 'value="Mariam Koné"' in html
    assert html.count('<details class="details" open>') == 1
    asked |= {"honouree": "Fanta Diarra", "told_address": "Rue 12\nBamako", "told_words": ""}
    refused = visitor.post(PATH, typed(name="Buy at bad.shop", **asked))  # the card names who gives
    assert refused.context["form"].errors.keys() == {"name"}
    assert not ExpectedTransfer.objects.exists()
    first, again = (visitor.post("/fr" + PATH, typed(**asked))["Location"] for _click in range(2))
    assert first == again
    transfer = ExpectedTransfer.objects.get()
    assert transfer.wish.told_address == "Rue 12\nBamako"
    html = visitor.get(first).content.decode()
    sent = OutboxMail.objects.get()
    assert "En souvenir de : Fanta Diarra" in sent.text.replace("\xa0", " ")
    for words in ("En souvenir de", "Fanta Diarra", "Mariam Koné"):
        assert words in html
    assert visitor.post("/fr" + PATH, typed(**asked | {"honouree": "Sékou"}))["Location"] != first
    with pytest.raises(IntegrityError), transaction.atomic():
        ExpectedTransfer.objects.update(honouree="")


def test_transfer_that_is_split_says_so_and_another_split_is_another_promise(visitor, details):
    make_fund(code="soap", name="Soap for schools")
    split = {"split_fund_1": "soap", "split_amount_1": "250"}
    refused = visitor.post(PATH, typed(**split))
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["split_amount_1"])
    first, again, other = (
        visitor.post(PATH, typed(**split | {"split_amount_1": amount}))["Location"]
        for amount in ("100", "100", "99")
    )
    assert (first == again, first == other) == (True, False)
    assert "For: Soap for schools" in visitor.get(first).content.decode()


def test_same_promise_twice_is_one(visitor, details):
    first, second = (visitor.post(PATH, typed())["Location"] for _click in range(2))
    assert first == second
    assert ExpectedTransfer.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field", "message"),
    [
        ({"amount": "1", "name": ""}, "amount", "at least $2"),
        ({"amount": "-5"}, "amount", "above zero"),
        ({"amount": "much"}, "amount", "in figures"),
        ({"name": ""}, "name", "Enter your name"),
        ({"email": "awa"}, "email", "such as awa@example.org"),
        ({"fund": "nonsense"}, "fund", "takes no gifts now"),
    ],
)
def test_promise_that_cannot_be_comes_back_with_what_was_typed(
    visitor, details, wrong, field, message
):
    response = visitor.post(PATH, typed(message="Keep me", **wrong))
    assert response.status_code == 422
    assert message in response.context["form"].errors[field][0]
    assert "Keep me" in response.content.decode()
    assert not ExpectedTransfer.objects.exists()


def test_promises_are_limited_like_payments(visitor, details):
    statuses = [
        visitor.post(PATH, typed(amount=str(number)), REMOTE_ADDR="203.0.113.9").status_code
        for number in range(10, 20)
    ]
    assert 429 in statuses
    assert ExpectedTransfer.objects.count() <= 5


def test_details_open_for_the_right_link_only(visitor, details):
    response = visitor.post(PATH, typed(email=""))
    path = response["Location"]
    shown = visitor.get(path)
    assert (shown["Referrer-Policy"], "no-store" in shown["Cache-Control"]) == ("no-referrer", True)
    assert "Print this page" in shown.content.decode()
    transfer = ExpectedTransfer.objects.get()
    for guess in (path[:-3] + "xx/", f"{PATH}{transfer.uuid.hex}/", f"{PATH}{transfer.code}/"):
        assert visitor.get(guess).status_code == 404
