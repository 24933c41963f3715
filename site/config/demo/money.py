"""A few gifts and orders, made as visitors make them: through the services, paid at the local
Stripe. Nothing is written into the books by hand, so all of it carries today's date."""

import json
from dataclasses import dataclass, replace
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen
from uuid import uuid4

from django.conf import settings
from django.utils import translation
from wagtail.models import Page

from accounts.models import User
from core.models import OrganisationSettings
from donations.enums import TributeKind
from donations.models import GivePage, PublicThanks
from donations.services.giving.gifts import start_donation
from donations.services.giving.thanks import decide_thanks
from donations.tribute_wishes import TributeWish
from ledger.models import Fund
from payments.models import Payment
from payments.services.checkout import start_checkout
from payments.services.settlement import settle
from shop.addresses import Address
from shop.enums import GroupPaymentMethod
from shop.models import Basket, GroupPayment, Order, Variant
from shop.services.basket import add_to_basket, put_gift
from shop.services.earnings import pay_group
from shop.services.fulfilment import pack_order, ship_order
from shop.services.orders import place_order

from . import campaigns
from .progress import console, quiet_logs, track

DURHAM = Address(
    line1="1 Sample Street", city="Durham", region="NC", postcode="27701", country="US"
)
MONTREAL = Address(
    line1="2, rue de l'Exemple", city="Montréal", region="QC", postcode="H2X 1Y4", country="CA"
)
LYON = Address(line1="3, rue de l'Exemple", city="Lyon", postcode="69001", country="FR")


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePayment:
    """`soaps` are SKUs with quantities, `gift` is in US cents. The e-mail address is the mark by
    which a payment that is already there is known, `source` the slug of the page it came from."""

    email: str
    name: str
    language: str = "en"
    soaps: tuple[tuple[str, int], ...] = ()
    address: Address | None = None
    gift: int = 0
    fund: str = ""
    message: str = ""
    is_anonymous: bool = False
    source: str = ""
    is_thanked: bool = False  # by name, on the page it came from
    wants_news: bool = False
    tribute: TributeWish | None = None
    is_paid: bool = True
    is_shipped: bool = False


PAYMENTS = (
    SamplePayment(
        email="sample.ada@example.org",
        name="Sample Ada",
        gift=25000,
        source="the-first-pot",
        wants_news=True,
    ),
    SamplePayment(
        email="sample.ben@example.org",
        name="Sample Ben",
        gift=4000,
        message="For whatever comes first.",
        source=campaigns.SLUG,
        is_thanked=True,
    ),
    SamplePayment(
        email="sample.claire@example.org",
        name="Claire Exemple",
        language="fr",
        gift=10000,
        fund="mothers-newborns",
        message="En souvenir de ma grand-mère, sage-femme.",
        wants_news=True,
        source="the-first-pot",
        tribute=TributeWish(
            kind=TributeKind.MEMORY,
            honouree="Jeanne Exemple",
            told_name="Luc Exemple",
            told_address="5, rue de l'Exemple\n69001 Lyon\nFRANCE",
            told_words="Elle a vu naître la moitié du village.",
        ),
    ),
    SamplePayment(
        email="sample.nobody@example.org",
        name="Sample Anonymous",
        gift=75000,
        is_anonymous=True,
        source=campaigns.SLUG,
    ),
    SamplePayment(
        email="sample.ines@example.org",
        name="Inès Exemple",
        language="fr",
        gift=12000,
        source=campaigns.SLUG,
        is_thanked=True,
    ),
    SamplePayment(
        email="sample.dora@example.org",
        name="Sample Dora",
        soaps=(("SHEA-100", 2), ("HONEY-100", 1)),
        address=DURHAM,
        wants_news=True,
        is_shipped=True,
    ),
    SamplePayment(
        email="sample.emile@example.org",
        name="Émile Exemple",
        language="fr",
        soaps=(("LAUNDRY-400", 3),),
        address=MONTREAL,
    ),
    SamplePayment(
        email="sample.farid@example.org",
        name="Farid Exemple",
        language="fr",
        soaps=(("GABA-250", 2), ("LIQUID-250", 1)),
        address=LYON,
        gift=2500,
    ),
    SamplePayment(
        email="sample.grace@example.org",
        name="Sample Grace",
        soaps=(("SHEA-300", 1),),
        address=replace(DURHAM, line1="4 Sample Street"),
        gift=5000,
        fund="handwashing",
    ),
    SamplePayment(email="sample.hana@example.org", name="Sample Hana", gift=2000, is_paid=False),
)


def take_sample_payments() -> None:
    """Make each payment that is not there yet, and pay it; without the sandbox, say so instead."""
    missing = [sample for sample in PAYMENTS if not _is_there(sample)]
    if missing and not _sandbox_answers():
        console.print(f"No sample payments: no sandbox answers at {settings.STRIPE_API_BASE}")
        return
    with quiet_logs():
        for sample in track(missing, "Payments"):
            with translation.override(sample.language):
                _make(sample)
        _pay_a_group()


def _is_there(sample: SamplePayment) -> bool:
    """An attempt that a crash left unpaid is taken up again."""
    payments = Payment.objects.filter(email=sample.email)
    return (payments.paid() if sample.is_paid else payments).exists()


def _make(sample: SamplePayment) -> None:
    payment = _order(sample) if sample.soaps else _gift(sample)
    start_checkout(payment)
    if not sample.is_paid:
        return
    payer = {"session": payment.stripe_session, "name": sample.name}
    _control("POST", "pay", payer)
    settle(payment, cause="demo")
    if sample.is_thanked and (staff := User.objects.filter(is_superuser=True).first()):
        thanks = PublicThanks.objects.get(donation__payment=payment)
        decide_thanks(thanks=thanks, is_shown=True, by=staff)
    if sample.is_shipped:
        order = Order.objects.get(payment=payment)
        pack_order(order, cause="demo")
        ship_order(order, tracking="SAMPLE-0001", cause="demo")


def _pay_a_group() -> None:
    """One group has had a part of what it earned."""
    staff = User.objects.filter(is_superuser=True).first()
    variant = Variant.objects.select_related("product__group").get(sku="SHEA-100")
    group = variant.product.group
    if staff and group and not GroupPayment.objects.filter(group=group).exists():
        pay_group(
            uuid=uuid4(),
            group=group,
            amount=2000,
            paid_on=OrganisationSettings.today(),
            method=GroupPaymentMethod.MOBILE_MONEY,
            received_by="Sample treasurer of the group",
            document="SAMPLE-1",
            by=staff,
        )


def _gift(sample: SamplePayment) -> Payment:
    page = GivePage.in_active_language()
    return start_donation(
        amount=sample.gift,
        currency=OrganisationSettings.load().currency,
        fund=_fund(sample),
        email=sample.email,
        name=sample.name,
        language=sample.language,
        message=sample.message,
        anonymous=sample.is_anonymous,
        source=Page.objects.filter(slug=sample.source).first(),
        wants_thanks=sample.is_thanked,
        wants_news=sample.wants_news,
        tribute=sample.tribute,
        cancel_path=(page.get_url() if page else None) or "/",
    )


def _order(sample: SamplePayment) -> Payment:
    basket = Basket(currency=OrganisationSettings.load().currency)
    for sku, quantity in sample.soaps:
        add_to_basket(basket=basket, sku=sku, quantity=quantity)
    if sample.gift:
        put_gift(
            basket=basket,
            amount=sample.gift,
            fund=_fund(sample),
            is_anonymous=sample.is_anonymous,
            message=sample.message,
        )
    basket.refresh_from_db()  # its version counts what was put in
    return place_order(
        basket=basket,
        email=sample.email,
        name=sample.name,
        address=sample.address,
        language=sample.language,
        wants_news=sample.wants_news,
    )


def _fund(sample: SamplePayment) -> Fund:
    return Fund.objects.get(code=sample.fund) if sample.fund else Fund.objects.default()


def _sandbox_answers() -> bool:
    if settings.STRIPE_API_BASE == settings.STRIPE_LIVE_API_BASE:
        return False
    try:
        _control("GET", "clock")
    except URLError:
        return False
    return True


def _control(method: str, path: str, body: dict[str, Any] | None = None) -> None:
    """One call of the sandbox's control API."""
    request = Request(  # noqa: S310  (our own sandbox)
        f"{settings.STRIPE_API_BASE}/_control/{path}",
        data=None if body is None else json.dumps(body).encode(),
        method=method,
    )
    with urlopen(request, timeout=10):  # noqa: S310
        pass
