"""French is spoken on every page, in every mail and on every receipt, and no English is left.

What is left is found by showing the same page in both languages: a text that stands in both must
be a name, a figure, or one of the few words that the languages share.
"""

import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser

import polib
import pytest
from django.conf import settings
from django.core import mail
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pypdf import PdfReader

from accounts.models import User
from core.mail import render_mail
from core.models import OrganisationSettings, OutboxMail
from donations.models import GivePage
from donations.services.documents.receipt_documents import read_out, render_pdf
from donations.services.documents.receipts import issue_receipt
from payments.cookies import NAME as COOKIE
from payments.cookies import remember_payment
from payments.models import Payment
from payments.tokens import thanks_token
from shop.models import Variant
from tests.factories.accounts import make_supporter, make_user
from tests.factories.donations import (
    gift_line,
    goods_line,
    make_give_page,
    make_paid_payment,
)
from tests.factories.shop import (
    make_basket,
    make_paid_order,
    make_product,
    make_variant,
    make_zone,
)

pytestmark = pytest.mark.django_db

CATALOGUE = settings.LOCALE_PATHS[0] / "fr" / "LC_MESSAGES" / "django.po"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
# Names, figures, and words that both languages write alike.
SHARED = {
    "EIN 00-0000000",
    "Français",
    "English",
    "Mali Health",
    "Mali Health Organizing Project",
    "Total",
    "Mali Health Organizing Project · EIN 00-0000000",
}
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


class _Texts(HTMLParser):
    """Every text a reader can see or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in {"script", "style"}
        for name, value in attrs:
            if name in {"alt", "aria-label", "placeholder", "title"} or name.startswith("data-am"):
                self.found.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.found.append(data)


def texts_of(html: str) -> set[str]:
    parser = _Texts()
    parser.feed(html)
    texts = {" ".join(text.split()) for text in parser.found}
    return {text for text in texts if re.search(r"[^\W\d_]{2,}", text)}


def plain(text: str) -> str:
    """With spaces of one kind, as a person would search for it."""
    return " ".join(text.replace("\u202f", " ").replace("\xa0", " ").split())


def text_of(response: HttpResponse) -> str:
    return plain(re.sub(r"<[^>]+>", " ", response.content.decode()))


@dataclass
class World:
    """What a visitor has: a basket with a soap and a gift, a payment that arrived."""

    variant: Variant
    payment: Payment
    user: User

    def visitor(self) -> Client:
        client = Client(headers=SAME_ORIGIN)
        client.force_login(self.user)
        session = client.session
        session["basket"] = str(make_basket((self.variant, 2), gift=4000).uuid)
        session.save()
        response = HttpResponse()
        remember_payment(RequestFactory().get("/"), response, self.payment)
        client.cookies[COOKIE] = response.cookies[COOKIE].value
        return client


@pytest.fixture
def world() -> World:
    OrganisationSettings.objects.update_or_create(defaults={"ein": "00-0000000"})
    english = make_give_page(title="Give", reason="Why it matters")
    french = make_give_page("fr", title="Donner", reason="Pourquoi cela compte")
    GivePage.objects.filter(pk=french.pk).update(translation_key=english.translation_key)
    make_zone("US")
    make_zone("FR")
    variant = make_variant(product=make_product(name="Karité"), name="100 g")
    user = make_user(email="awa@example.org")
    supporter = make_supporter(email="awa@example.org", name="Awa Traoré", user=user)
    payment = make_paid_payment(
        [goods_line(description="Karité"), gift_line(description="Benkadi")],
        name="Awa Traoré",
        email="awa@example.org",
        supporter=supporter,
    )
    issue_receipt(payment)
    return World(variant=variant, payment=payment, user=user)


def test_every_text_is_translated() -> None:
    catalogue = polib.pofile(str(CATALOGUE))
    assert [entry.msgid for entry in catalogue if not entry.translated()] == []
    assert catalogue.fuzzy_entries() == []


def test_every_placeholder_is_kept() -> None:
    for entry in polib.pofile(str(CATALOGUE)):
        if not entry.msgid_plural:
            assert set(PLACEHOLDER.findall(entry.msgstr)) == set(PLACEHOLDER.findall(entry.msgid))
        for text in entry.msgstr_plural.values():
            wanted = set(PLACEHOLDER.findall(entry.msgid_plural))
            assert set(PLACEHOLDER.findall(text)) <= wanted


def test_french_is_set_as_printers_set_it() -> None:
    """No typewriter marks; no line begins with a colon or ends with an opening quote mark."""
    wrong = re.compile(r"\w'\w|(?<=[^\s\u202f\xa0/\d]) [:;!?»]|« |\w[;!?](\s|$)")
    for entry in polib.pofile(str(CATALOGUE)):
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            assert not wrong.search(text), text


def test_no_line_breaks_within_email_on_pages() -> None:
    """The hyphen there is one that no line breaks; mails and headings of exports have the plain."""
    shown = re.compile(r"^(templates/(?!.*(emails|admin)/)|(donations|shop|site/accounts)/forms)")
    for entry in polib.pofile(str(CATALOGUE)):
        if any(shown.search(file) for file, _line in entry.occurrences):
            assert not re.search("e-mail", entry.msgid + entry.msgstr, re.IGNORECASE), entry.msgid


def test_apostrophes_on_pages_are_curved_in_english_too() -> None:
    for entry in polib.pofile(str(CATALOGUE)):
        if any(file.startswith("templates/") for file, _line in entry.occurrences):
            assert not re.search(r"[a-z]'[a-z]", entry.msgid), entry.msgid


# What a page says in both languages because it is not language.
PAGES: dict[str, tuple[str, set[str]]] = {
    "give page": ("/donate/?amount=40", set()),
    "basket": ("/basket/", {"Karité,", "Karité, 100 g"}),
    "checkout": ("/checkout/", {"2 × Karité,", "France"}),
    "thanks": ("/thanks/{token}/", {"2 × Karité", "Benkadi", "Awa Traoré"}),
    "own pages": ("/my/", {"Document", "awa@example.org"}),
    "search": ("/search/?q=savon", set()),
    "not found": ("/nowhere/", set()),
    "change of address": ("/accounts/email/", {"awa@example.org"}),
    "second step": ("/accounts/2fa/", set()),
}


@pytest.mark.parametrize("name", PAGES)
def test_page_has_no_english_left(world: World, name: str) -> None:
    path, same = PAGES[name]
    path = path.format(token=thanks_token(world.payment.uuid))
    client = world.visitor()
    english, french = (
        texts_of(client.get(prefix + path).content.decode()) for prefix in ("", "/fr")
    )
    assert (english & french) - SHARED == same


@pytest.mark.parametrize("path", ["login/", "login/password/", "signup/", "password/reset/"])
def test_sign_in_pages_have_no_english_left(client: Client, path: str) -> None:
    english, french = (
        texts_of(client.get(f"{prefix}/accounts/{path}").content.decode()) for prefix in ("", "/fr")
    )
    assert (english & french) - SHARED == set()


def test_give_page_speaks_french(world: World) -> None:
    response = world.visitor().get("/fr/donate/")
    assert response["Content-Language"] == "fr"
    assert '<html lang="fr">' in response.content.decode()
    text = text_of(response)
    for words in (
        "Ou un autre montant",
        "50 $US",
        "Là où le besoin est le plus grand",
        "Mode test",
    ):
        assert words in text


def test_give_form_refuses_in_french(world: World) -> None:
    values = {"amount": "40", "name": "Awa", "email": "awa@example.org"}
    client = world.visitor()
    for given, field, words in [
        ({"amount": "1"}, "amount", "Indiquez un montant d’au moins 2\xa0$US."),
        ({"amount": "dix"}, "amount", "Indiquez le montant en chiffres, par exemple 40 ou 12,50."),
        ({"name": ""}, "name", "Indiquez votre nom, pour que le reçu soit bien le vôtre."),
        (
            {"fund": "x"},
            "fund",
            "Ce fonds ne reçoit pas de dons en ce moment. Choisissez l’un de ceux-ci.",
        ),
    ]:
        response = client.post("/fr/donate/start/", values | given)
        assert response.context["form"].errors == {field: [words]}


def test_basket_speaks_french(world: World) -> None:
    text = text_of(world.visitor().get("/fr/basket/"))
    for words in (
        "Votre panier",
        "Votre don, là où le besoin est le plus grand",
        "17,00 $US",
        "Passer la commande",
    ):
        assert words in text


def test_checkout_refuses_in_french(world: World) -> None:
    response = world.visitor().post("/fr/checkout/", {"email": "awa", "country": "FR"})
    assert response.context["form"].errors["email"] == [
        "Indiquez une adresse e\u2011mail, par exemple awa@example.org."
    ]
    assert response.context["form"].errors["city"] == ["Indiquez la ville."]
    assert "États-Unis" in text_of(response)


def test_thanks_page_speaks_french(world: World) -> None:
    text = text_of(world.visitor().get(f"/fr/thanks/{thanks_token(world.payment.uuid)}/"))
    assert "Merci, Awa Traoré" in text
    assert "est en route vers awa@example.org." in text


def test_sign_in_mail_speaks_french(client: Client) -> None:
    make_user(email="awa@example.org")
    client.post("/fr/accounts/login/", {"login": "awa@example.org"}, headers=SAME_ORIGIN)
    [message] = mail.outbox
    assert plain(message.subject).startswith("Votre code pour Mali Health : ")
    assert "Saisissez ce code pour vous connecter." in message.body
    assert '<html lang="fr">' in str(message.alternatives[0].content)


def test_receipt_mail_and_pdf_speak_french(world: World) -> None:
    payment = make_paid_payment(
        [goods_line(1800, 1200), gift_line(4000)], name="Awa Traoré", language="fr"
    )
    receipt = issue_receipt(payment)
    promised = OutboxMail.objects.get(key=f"receipt:{receipt.uuid}")
    assert promised.subject == f"Votre reçu {receipt.code} de Mali Health"
    pages = PdfReader(io.BytesIO(render_pdf(receipt))).pages
    printed = plain(" ".join(page.extract_text() for page in pages))
    for text in (plain(promised.text), printed):
        for words in (
            "Merci, Awa Traoré.",
            "58,00 $US, reçus le 21 novembre 2026",
            "que nous estimons de bonne foi à 12,00 $US, leur juste valeur marchande.",
            "Votre don",
        ):
            assert words in text
    assert "REÇU DE DON" in printed


def test_receipt_has_no_english_left(world: World) -> None:
    def words_of(language: str) -> set[str]:
        lines = [goods_line(description="Karité"), gift_line(description="Benkadi")]
        receipt = issue_receipt(make_paid_payment(lines, name="Awa Traoré", language=language))
        document = read_out(receipt)
        parts = [document[key] for key in ("title", "thanks", "received", "issued", "zone")]
        parts += [*document["headings"].values(), *document["statements"]]
        parts += [total["label"] for total in document["totals"]]
        return {*parts, *(line["fund"] for line in document["lines"] if line["fund"])}

    assert words_of("en") & words_of("fr") == set()


MAILS = (
    "accounts/emails/account_exists",
    "accounts/emails/code",
    "accounts/emails/notice",
    "accounts/emails/unknown_address",
    "shop/emails/order_attention",
    "shop/emails/order_shipped",
)


@pytest.mark.parametrize("template", MAILS)
def test_mail_has_no_english_left(world: World, template: str) -> None:
    order = make_paid_order((world.variant, 1))
    context = {"email": "awa@example.org", "code": "BCDF-GHJK", "timestamp": NOON, "order": order}
    english, french = (
        render_mail(template=template, language=language, context=context)
        for language in ("en", "fr")
    )
    shared = SHARED | {"BCDF-GHJK", order.number, *order.address_lines}
    assert (texts_of(english.html) & texts_of(french.html)) - shared == set()
    lines = [set(filter(None, mail.text.splitlines())) for mail in (english, french)]
    left = {line for line in lines[0] & lines[1] if re.search(r"[^\W\d_]{2,} ", line)}
    assert {line.strip() for line in left} - shared == set()
    assert english.subject != french.subject


def test_language_switch_keeps_the_page(world: World) -> None:
    client = world.visitor()
    for here, there in [
        ("/donate/", "/fr/donate/"),
        ("/fr/donate/", "/donate/"),
        ("/basket/", "/fr/basket/"),
        ("/fr/search/?q=savon", "/search/?q=savon"),
        ("/my/", "/fr/my/"),
    ]:
        language = "fr" if there.startswith("/fr") else "en"
        page = client.get(here).content.decode()
        assert f'<a href="{there}" lang="{language}" hreflang="{language}">' in page
