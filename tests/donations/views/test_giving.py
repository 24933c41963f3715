"""The give page and its form: every input gets an answer, nothing typed is lost."""

import re

import pytest
from django.test import Client
from wagtail.test.utils import WagtailPageTestCase

from core.models import HomePage
from donations.models import Donation, GivePage
from donations.services.documents.receipts import issue_receipt
from donations.services.giving.gifts import receive_gifts
from donations.tokens import receipt_token
from ledger.enums import Restriction
from payments.cookies import NAME as COOKIE
from payments.models import Payment
from tests.factories.accounts import make_supporter, make_user
from tests.factories.core import make_home
from tests.factories.donations import (
    default_fund,
    gift_line,
    goods_line,
    make_fund,
    make_give_page,
    make_paid_payment,
)
from tests.factories.stories import make_story

pytestmark = pytest.mark.django_db

WHO = {"name": "Awa Traoré", "email": "awa@example.org"}


@pytest.fixture
def give_page():
    return make_give_page()


def post(client: Client, path="/donate/start/", **values):
    return client.post(path, {**WHO, **values}, headers={"Sec-Fetch-Site": "same-origin"})


def fields_of(response) -> dict[str, str]:
    """What the page's hidden fields would send."""
    found = re.findall(r'<input type="hidden" name="(\w+)"([^>]*)>', response.content.decode())
    values = ((name, re.search(r'value="([^"]*)"', rest)) for name, rest in found)
    return {name: value.group(1) if value else "" for name, value in values}


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


class TestGivePage(WagtailPageTestCase):
    def test_give_page_lives_under_home_and_has_no_children(self):
        self.assertAllowedParentPageTypes(GivePage, {HomePage})
        self.assertAllowedSubpageTypes(GivePage, set())

    def test_give_page_is_one_per_language_at_donate(self):
        page = make_give_page(title="Support the women")
        french = make_give_page("fr", title="Donner")
        assert (page.url, french.url) == ("/donate/", "/fr/donate/")
        assert not GivePage.can_create_at(make_home())
        self.assertPageIsRoutable(page)
        self.assertPageIsRenderable(page)
        self.assertPageIsEditable(page)


def test_give_page_shows_amounts_funds_and_reason(client, give_page):
    make_fund(name="Water")
    make_fund(name="Closed well", is_closed=True)
    text = text_of(client.get("/donate/"))
    for words in ("$25", "$50", "$100", "$250", "Or any amount, in US dollars", "Water"):
        assert words in text
    assert "Flexible gifts let the women decide." in text
    assert "Closed well" not in text


@pytest.mark.parametrize("funds", [1, 3])
def test_give_page_needs_few_queries(client, give_page, funds, django_assert_num_queries):
    for _number in range(funds):
        make_fund()
    client.get("/donate/")  # fills Wagtail's caches of sites and content types
    # Two to find the page; settings, funds, their translations, navigation.
    with django_assert_num_queries(6):
        client.get("/donate/")


@pytest.mark.parametrize(
    ("query", "suggested", "typed"),
    [
        ("amount=50", ["50"], None),
        ("amount=40", [], "40"),
        ("amount=12.5", [], "12.50"),
        ("amount=12,50", [], "12.50"),
        ("amount=", [], None),
        ("amount=abc", [], None),
        ("amount=-5", [], None),
        ("amount=0", [], None),
        ("amount=99999999999999999999999", [], None),
        ("amount=%00%3Cscript%3E&fund=%3Cb%3E&source=x", [], None),
    ],
)
def test_give_page_takes_over_what_makes_sense(client, give_page, query, suggested, typed):
    form = client.get(f"/donate/?{query}").context["form"]
    assert [choice.data["value"] for choice in form["suggested"] if choice.data["selected"]] == (
        suggested
    )
    assert form["amount"].value() == typed
    assert form["fund"].value() == default_fund().code


def test_give_page_preselects_a_fund_from_a_link_and_unfolds_it(client, give_page):
    fund = make_fund(name="Water")
    response = client.get(f"/donate/?fund={fund.code}")
    assert response.context["form"]["fund"].value() == fund.code
    assert '<details class="details" open>' in response.content.decode()


def test_give_page_ignores_a_closed_fund_in_a_link(client, give_page):
    fund = make_fund(is_closed=True)
    form = client.get(f"/donate/?fund={fund.code}").context["form"]
    assert form["fund"].value() == default_fund().code


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({}, "amount", "Enter an amount."),
        ({"amount": ""}, "amount", "Enter an amount."),
        ({"amount": "   "}, "amount", "Enter an amount."),
        ({"amount": "forty"}, "amount", "Enter the amount in figures, such as 40 or 12.50."),
        ({"amount": "1e3"}, "amount", "Enter the amount in figures, such as 40 or 12.50."),
        ({"amount": "NaN"}, "amount", "Enter the amount in figures, such as 40 or 12.50."),
        ({"amount": "-40"}, "amount", "Enter an amount above zero."),
        ({"amount": "0"}, "amount", "Enter an amount of at least $2."),
        ({"amount": "1.99"}, "amount", "Enter an amount of at least $2."),
        (
            {"amount": "10.005"},
            "amount",
            "Enter the amount with at most 2 decimals, such as 12.50.",
        ),
        (
            {"amount": "1000000"},
            "amount",
            "Enter an amount of at most $999,999.99. For a larger gift, write to us.",
        ),
        ({"amount": "9" * 23}, "amount", "Enter an amount of at most $999,999.99."),
        ({"amount": "9" * 39}, "amount", "Enter an amount of at most $999,999.99."),
        ({"amount": "€40"}, "amount", "Enter the amount in US dollars."),
        ({"amount": "40 EUR"}, "amount", "Enter the amount in US dollars."),
        ({"amount": "40", "currency": "eur"}, "amount", "Enter the amount in US dollars."),
        (
            {"amount": "40", "fund": "moon"},
            "fund",
            "This fund takes no gifts now. Choose one of these.",
        ),
        (
            {"suggested": "33"},
            "suggested",
            "Choose one of these amounts, or enter your own.",
        ),
        (
            {"suggested": "50", "amount": "30"},
            "amount",
            "You chose $50 and typed $30. Is $30 right? Then go on.",
        ),
        (
            {"amount": "40", "interval": "daily"},
            "interval",
            "Choose how often: once, or one of the others.",
        ),
        (
            {"amount": "40", "email": "awa"},
            "email",
            "Enter an e\u2011mail address such as awa@example.org.",
        ),
        ({"amount": "40", "name": ""}, "name", "Enter your name, so that the receipt is yours."),
    ],
)
def test_bad_input_comes_back_with_one_clear_message(client, give_page, values, field, words):
    response = post(client, message="Words I wrote", **values)
    assert response.status_code == 422
    assert response.context["form"].errors == {field: [words]}
    html = response.content.decode()
    assert f'id="id_{field}_error"' in html
    assert "Words I wrote" in html
    assert 'class="error-summary" role="alert" tabindex="-1" autofocus' in html
    for name, value in values.items():
        if value.strip() and name != "suggested":
            assert response.context["form"][name].value() == value
    assert Payment.objects.count() == 0


def test_a_contradiction_comes_back_without_the_chosen_amount(client, give_page):
    response = post(client, suggested="50", amount="30")
    form = response.context["form"]
    assert [choice for choice in form["suggested"] if choice.data["selected"]] == []
    assert form["amount"].value() == "30"


def test_start_without_a_give_page_is_not_found(client):
    make_home()
    assert post(client, amount="40").status_code == 404


def test_start_opened_as_a_page_leads_to_the_form(client, give_page):
    response = client.get("/donate/start/")
    assert (response.status_code, response["Location"]) == (302, "/donate/")


def test_start_from_another_site_is_refused(client, give_page):
    values = {**WHO, "amount": "40"}
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/donate/start/", values, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert Payment.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("40", 4000),
        (" 40 ", 4000),
        ("12,50", 1250),
        ("1,234.50", 123450),
        ("1 234,50", 123450),
        ("$40", 4000),
        ("٤٠", 4000),
        ("999999.99", 99999999),
    ],
)
def test_start_leads_to_the_payment_page(client, give_page, sandbox, typed, amount):
    response = post(client, amount=typed, anonymous="on", message="For Bènkadi")
    payment = Payment.objects.get()
    assert (response.status_code, response["Location"]) == (303, payment.session_url)
    gift = Donation.objects.get()
    assert (gift.amount, gift.currency, gift.fund) == (amount, "USD", default_fund())
    assert (gift.name, gift.email) == ("Awa Traoré", "awa@example.org")
    assert (gift.is_anonymous, gift.message, gift.language) == (True, "For Bènkadi", "en")
    assert COOKIE in response.cookies


def test_start_with_a_suggested_amount_and_a_chosen_fund(client, give_page, sandbox):
    fund = make_fund(
        name="Water", restriction=Restriction.PURPOSE, restriction_reason="As the giver wrote"
    )
    assert post(client, suggested="50", fund=fund.code).status_code == 303
    gift = Donation.objects.get()
    assert (gift.amount, gift.fund) == (5000, fund)


def test_start_twice_leads_to_the_same_payment_page(client, give_page, sandbox):
    first, second = post(client, amount="40"), post(client, amount="40")
    assert first["Location"] == second["Location"]
    assert Donation.objects.count() == 1


def test_start_in_french_writes_a_french_gift(client, give_page, sandbox):
    make_give_page("fr", title="Donner")
    assert post(client, "/fr/donate/start/", amount="40").status_code == 303
    payment = Payment.objects.get()
    assert payment.language == "fr"
    assert payment.cancel_path == "/fr/donate/?amount=40&interval=once"


def test_who_comes_back_without_having_paid_finds_the_gift_again(client, give_page, sandbox):
    fund, story = make_fund(name="Water"), make_story()
    post(client, amount="44.50", interval="month", fund=fund.code, source=str(story.pk))
    form = client.get(Payment.objects.get().cancel_path).context["form"]
    kept = {name: form[name].value() for name in ("amount", "interval", "fund", "source")}
    assert kept == {
        "amount": "44.50",
        "interval": "month",
        "fund": fund.code,
        "source": story.pk,
    }


def test_start_remembers_only_a_live_page_as_source(client, give_page, sandbox):
    story, hidden = make_story(), make_story(live=False)
    for number, source in enumerate((story.pk, hidden.pk, give_page.pk, 10**12, "x")):
        post(client, amount=str(10 + number), source=str(source))
    sources = Donation.objects.order_by("pk").values_list("source", flat=True)
    assert list(sources) == [story.pk, None, None, None, None]


@pytest.mark.faults
def test_start_with_the_gateway_down_keeps_everything(client, give_page, settings):
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"  # nobody listens there
    response = post(client, amount="40", message="Words I wrote")
    assert response.status_code == 503
    text = text_of(response)
    assert "The payment page does not answer at the moment. Nothing was charged" in text
    form = response.context["form"]
    assert (form["amount"].value(), form["message"].value()) == ("40", "Words I wrote")


def test_page_that_could_not_show_the_amount_is_followed_by_one_that_does(client, give_page):
    """Without scripts the field `seen` stays empty, and nothing is written before the answer."""
    response = post(client, amount="40", message="For Bènkadi", anonymous="on", seen="")
    assert response.status_code == 200
    text = text_of(response)
    for words in (
        "You give $40.00, once",
        "To Mali Health Organizing Project",
        "Awa Traoré anonymous",
        "Receipt to awa@example.org",
        "For Bènkadi",
        "Charged once $40.00",
        "Give $40.00",
        "What happens next",
    ):
        assert words in text
    assert Payment.objects.count() == 0


def test_review_sent_on_leads_to_the_payment_page_with_all_that_was_typed(
    client, give_page, sandbox
):
    fund = make_fund(name="Water")
    tribute = {
        "tribute": "memory",
        "honouree": "Fanta Diarra",
        "told_name": "Mariam Koné",
        "told_email": "Mariam@example.org",
        "told_address": "Rue 12\nBamako",
        "told_words": "She taught me.",
        "tell_at_once": "on",
    }
    first = {"suggested": "50", "fund": fund.code, "message": "Hello", "anonymous": "on", **tribute}
    reviewed = post(client, **first, seen="")
    assert "In memory of Fanta Diarra A card goes to Mariam Koné, mariam@example.org at once" in (
        text_of(reviewed)
    )
    carried = fields_of(reviewed)
    assert carried["seen"] == "50 once"
    form = post(client, **carried, change="1").context["form"]
    assert form.shows_tribute
    assert form["tell_at_once"].value() is True
    assert post(client, **carried).status_code == 303
    gift = Donation.objects.get()
    assert (gift.amount, gift.fund, gift.message) == (5000, fund, "Hello")
    assert gift.is_anonymous
    asked = gift.tribute
    assert (asked.honouree, asked.told_name, asked.tell_at_once) == (
        *("Fanta Diarra", "Mariam Koné"),
        True,
    )
    assert asked.told_address_lines == ["Rue 12", "Bamako"]


def test_gift_split_behind_the_choice_of_funds_is_shown_before_it_is_paid(
    client, give_page, sandbox
):
    assert "split_fund_1" not in client.get("/donate/").context["form"].fields  # there is one fund
    make_fund(code="water", name="Water")
    assert not client.get("/donate/").context["form"].shows_split
    split = {"split_fund_2": "water", "split_amount_2": "15"}
    reviewed = post(client, amount="40", seen="40 once", **split)
    assert "For: Where it is needed most $25.00 For: Water $15.00" in text_of(reviewed)
    carried = fields_of(reviewed)
    assert carried["seen"] == "40 once unrestricted:2500 water:1500"
    form = post(client, **carried, change="1").context["form"]
    assert form.shows_funds
    assert form["split_amount_2"].value() == "15"
    assert "$24.00" in text_of(post(client, **{**carried, "split_amount_2": "16"}))  # shown again
    assert post(client, **carried).status_code == 303
    parts = Donation.objects.get().allocations.values_list("fund__code", "amount")
    assert list(parts) == [("unrestricted", 2500), ("water", 1500)]
    assert Payment.objects.get().lines.get().description == "Gift to several funds"


def test_split_that_cannot_be_comes_back_with_what_was_typed(client, give_page):
    make_fund(code="water")
    make_fund(code="soap")
    for typed, field in (
        ({"split_fund_1": "water"}, "split_amount_1"),
        ({"split_amount_1": "5"}, "split_fund_1"),
        ({"split_fund_1": "water", "split_amount_1": "0"}, "split_amount_1"),
        ({"split_fund_1": "water", "split_amount_1": "-5"}, "split_amount_1"),
        ({"split_fund_1": "water", "split_amount_1": "€5"}, "split_amount_1"),
        ({"split_fund_1": "water", "split_amount_1": "40"}, "split_amount_1"),
        ({"split_fund_1": "mine", "split_amount_1": "5"}, "split_fund_1"),
        ({"split_fund_2": "unrestricted", "split_amount_2": "5"}, "split_fund_2"),
        (
            {
                "split_fund_1": "water",
                "split_amount_1": "5",
                "split_fund_2": "water",
                "split_amount_2": "6",
            },
            "split_fund_2",
        ),
    ):
        response = post(client, amount="40", message="Keep me", **typed)
        form = response.context["form"]
        assert (response.status_code, list(form.errors)) == (422, [field]), typed
        assert form.shows_split
        assert "Keep me" in response.content.decode()
    assert Payment.objects.count() == 0


def test_what_is_missing_of_a_gift_in_memory_is_said_beside_its_field(client, give_page):
    assert not client.get("/donate/").context["form"].shows_tribute
    told = {"tribute": "memory", "told_email": "mariam", "told_words": "Hello"}
    response = post(client, amount="40", **told)
    assert response.context["form"].errors.keys() == {"honouree", "told_name", "told_email"}
    assert '<details class="details" open>' in response.content.decode()
    response = post(client, amount="40", interval="month", tribute="honour", honouree="Awa")
    assert response.context["form"].errors.keys() == {"tribute"}


def test_fee_is_added_only_when_asked_for_and_shown_before(client, give_page, sandbox):
    response = post(client, amount="40", covers_fee="on", seen="40 once")
    text = text_of(response)
    assert "Gift to cover the card fee $1.50" in text
    assert "Charged once $41.50" in text
    carried = fields_of(response)
    assert (carried["seen"], carried["covers_fee"]) == ("41.50 once", "True")
    assert post(client, **carried).status_code == 303
    assert Payment.objects.get().amount == 4150


def test_fee_of_a_gift_that_comes_again_is_added_each_time(client, give_page):
    response = post(client, amount="40", covers_fee="on", interval="quarter", seen="")
    assert "You give $41.50, every three months" in text_of(response)
    assert "Gift to cover the card fee $1.50" in text_of(response)


@pytest.mark.parametrize("seen", ["40 once", "40.00 once", "40.0 once"])
def test_page_that_showed_the_amount_leads_straight_to_payment(client, give_page, sandbox, seen):
    assert post(client, amount="40", seen=seen).status_code == 303


@pytest.mark.parametrize("seen", ["41 once", "40 month", "40", "once", "x once", "1e9 once"])
def test_page_that_showed_something_else_is_followed_by_the_review(client, give_page, seen):
    assert "You give $40.00, once" in text_of(post(client, amount="40", seen=seen))
    assert Payment.objects.count() == 0


def test_everything_that_is_wrong_is_said_at_once(client, give_page):
    response = post(client, amount="1", email="awa")
    assert response.context["form"].errors.keys() == {"amount", "email"}


@pytest.mark.parametrize("amount", ["1", "0", "0.00"])
def test_review_is_not_shown_for_what_cannot_be_given(client, give_page, amount):
    response = post(client, amount=amount, seen="")
    assert response.status_code == 422
    assert response.context["form"].errors == {"amount": ["Enter an amount of at least $2."]}


def test_something_can_be_changed_after_the_review(client, give_page):
    carried = fields_of(post(client, amount="40", message="Hello", anonymous="on", seen=""))
    response = post(client, **carried, change="1")
    assert response.status_code == 200
    form = response.context["form"]
    assert not form.errors
    assert form["amount"].value() == "40"
    assert form["message"].value() == "Hello"
    assert form["anonymous"].value() is True
    assert form["seen"].value() == ""  # it is shown again, whatever is changed
    assert form.shows_options


def test_receipt_page_shows_the_document_to_who_holds_the_link(client, give_page):
    payment = make_paid_payment([goods_line(), gift_line(4000)], name="Awa Traoré")
    receipt = issue_receipt(payment)
    response = client.get(receipt.path)
    assert response.status_code == 200
    text = text_of(response)
    for words in ("Thank you, Awa Traoré", receipt.code, "$58.00", "$18.00", "$40.00"):
        assert words in text
    assert "Fair market value" in text
    alone = issue_receipt(make_paid_payment([gift_line(4000)]))
    assert "Fair market value" not in text_of(client.get(alone.path))
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"


def test_receipt_pdf_is_a_copy_and_not_kept_by_caches(client):
    receipt = issue_receipt(make_paid_payment())
    response = client.get(receipt.pdf_path)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="{receipt.code}.pdf"'
    assert response.content.startswith(b"%PDF-")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("page", ["receipt", "pdf"])
def test_receipt_of_a_guessed_address_is_not_found(client, page):
    receipt = issue_receipt(make_paid_payment())
    other = issue_receipt(make_paid_payment())
    mac = receipt_token(other.uuid).partition(".")[2]
    for token in (receipt.uuid.hex, str(receipt.pk), f"{receipt.uuid.hex}.{mac}", "x.y"):
        path = f"/receipts/{token}/" + ("pdf/" if page == "pdf" else "")
        answer = client.get(path)
        assert answer.status_code == 404
        assert ("This link does not work" in answer.content.decode()) == (page == "receipt")


def test_my_page_lists_own_gifts_and_receipts_only(client):
    user = make_user(email="awa@example.org")
    mine = make_supporter(email="awa@example.org")
    fund = make_fund(name="My fund")
    payment = make_paid_payment([gift_line(4000, fund=fund)], supporter=mine)
    foreign = make_paid_payment(
        [gift_line(7777, fund=make_fund(name="Foreign fund"))], supporter=make_supporter()
    )
    codes = []
    for each in (payment, foreign):
        receive_gifts(payment=each, lines=list(each.lines.all()))
        codes.append(issue_receipt(each).code)
    client.force_login(user)
    text = text_of(client.get("/my/"))
    assert "My fund" in text
    assert "$40.00" in text
    assert codes[0] in text
    assert "Foreign fund" not in text
    assert "$77.77" not in text
    assert codes[1] not in text
