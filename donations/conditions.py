"""What about gifts needs a person, for the attention list."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import Count, F, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from core.attention import READ, Condition, Item, Step, register_condition
from core.dates import date_format
from core.enums import Audience, MailStatus, Severity
from core.models import OrganisationSettings
from core.money import format_amount
from donations.enums import (
    BatchStatus,
    DonationStatus,
    RecurringState,
    ThanksStatus,
    TributeStatus,
)
from donations.models import (
    Acknowledgement,
    Allocation,
    ExpectedTransfer,
    GiftBatch,
    PublicThanks,
    Receipt,
    RecurringGift,
    Tribute,
)
from donations.services.documents.receipt_reports import mixed_without_value, unreceipted_gifts
from donations.services.giving.gifts import PAID_AFTER_CLOSING
from donations.tokens import LINK_LIVES
from ledger.models import Fund
from payments.enums import SubscriptionStatus

CLOSING_TOLD = timedelta(days=60)


def register_conditions() -> None:
    register_condition(
        Condition(
            name="failing_gifts",
            title=gettext_lazy("Gifts whose card fails and whose giver needs a person"),
            find=failing_gifts,
            permission="donations.view_recurringgift",
            audience=Audience.TREASURER,
            severity=Severity.SOON,
        )
    )
    register_condition(
        Condition(
            name="gifts_to_closed_funds",
            title=gettext_lazy("Monthly gifts to funds that are closed"),
            find=gifts_to_closed_funds,
            permission="payments.view_payment",
            audience=Audience.TREASURER,
            severity=Severity.SOON,
        )
    )
    register_condition(
        Condition(
            name="gifts_after_closing",
            title=gettext_lazy("Gifts that were paid after their fund had closed"),
            find=gifts_after_closing,
            permission="donations.view_donation",
            audience=Audience.TREASURER,
            severity=Severity.SOON,
        )
    )
    register_condition(
        Condition(
            name="gifts_without_a_document",
            title=gettext_lazy("Gifts without a receipt"),
            find=gifts_without_a_document,
            permission="donations.view_receipt",
            audience=Audience.TREASURER,
        )
    )
    register_condition(
        Condition(
            name="documents_without_a_value",
            title=gettext_lazy("Receipts for goods and gift that do not value the goods"),
            find=documents_without_a_value,
            permission="donations.view_receipt",
            audience=Audience.TREASURER,
            severity=Severity.SOON,
        )
    )

    register_condition(
        Condition(
            name="gifts_to_thank_for",
            title=gettext_lazy("Givers to thank"),
            find=gifts_to_thank_for,
            permission="donations.change_acknowledgement",
            audience=Audience.TREASURER,
            severity=Severity.SOON,
            is_told_apart=True,  # it comes and goes with every first gift
        )
    )
    register_condition(
        Condition(
            name="late_transfers",
            title=gettext_lazy("Transfers that were announced and have not come"),
            find=late_transfers,
            permission="donations.view_expectedtransfer",
            audience=Audience.TREASURER,
            severity=Severity.SOON,
        )
    )
    register_condition(
        Condition(
            name="letters_to_print",
            title=gettext_lazy("Givers to be thanked by letter"),
            find=letters_to_print,
            permission="donations.view_giftbatch",
            audience=Audience.TREASURER,
            severity=Severity.SOON,
        )
    )
    register_condition(
        Condition(
            name="names_to_decide",
            title=gettext_lazy("Names that wait to be shown on a campaign’s page"),
            find=names_to_decide,
            permission="donations.change_publicthanks",
            audience=Audience.TREASURER,
            severity=Severity.SOON,
            is_told_apart=True,  # it comes and goes with every gift to a campaign
        )
    )
    register_condition(
        Condition(
            name="tributes_to_tell",
            title=gettext_lazy("People to be told of a gift in honour or memory"),
            find=tributes_to_tell,
            permission="donations.view_tribute",
            audience=Audience.TREASURER,
            severity=Severity.SOON,
        )
    )


def tributes_to_tell() -> Iterator[Item]:
    """Cards to be mailed or printed, and mails with a card that did not leave."""
    waiting = Tribute.objects.to_tell() | Tribute.objects.undelivered()
    for tribute in waiting.order_by("moved_at", "pk")[:READ]:
        page = reverse("tributes:inspect", args=[tribute.pk])
        words = {"kind": tribute.get_kind_display()}
        if tribute.status == TributeStatus.TOLD:
            text = _("Of a gift %(kind)s somebody is not told yet: the mail did not leave.")
            step = _("Open the task again, then print the card or correct the address")
        elif not tribute.honouree:
            text = _("A gift %(kind)s: the names are lost.")
            step = _("Ask the giver, and enter them")
        else:
            text = _("Of a gift %(kind)s somebody is to be told.")
            step = _("Mail the card, or print and post it")
        yield Item(text=text % words, since=tribute.moved_at, url=page, step=Step(step, page))


def gifts_to_thank_for() -> Iterator[Item]:
    """First gifts and large ones whose giver nobody has called or written to, the oldest first."""
    waiting = Acknowledgement.objects.waiting().select_related("donation").order_by("pk")
    for thanks in waiting[:READ]:
        gift = thanks.donation
        assert gift.received_at is not None
        assert gift.received_on is not None
        url = reverse("acknowledgements:inspect", args=[thanks.pk])
        yield Item(
            text=_("%(why)s: %(amount)s, on %(date)s.")
            % {
                "amount": format_amount(gift.amount, gift.currency, get_language() or "en"),
                "date": date_format(gift.received_on, "DATE_FORMAT"),
                "why": capfirst(thanks.get_reason_display()),
            },
            since=gift.received_at,
            url=url,
            step=Step(_("Say thank you and note it"), url),
        )


def late_transfers() -> Iterator[Item]:
    """Somebody asked for our bank details and sent nothing by the day it was expected, or sent it
    without the code; the longest late first."""
    late = ExpectedTransfer.objects.expected().filter(expected_by__lt=OrganisationSettings.today())
    for transfer in late.order_by("expected_by", "pk")[:READ]:
        url = reverse("expected-transfers:inspect", args=[transfer.pk])
        amount = format_amount(transfer.amount, transfer.currency, get_language() or "en")
        yield Item(
            text=_("%(amount)s with the code %(code)s was expected by %(date)s.")
            % {
                "amount": amount,
                "code": transfer.shown_code,
                "date": date_format(transfer.expected_by, "DATE_FORMAT"),
            },
            since=OrganisationSettings.noon_of(transfer.expected_by),
            url=url,
            step=Step(_("Look for it at the bank, ask, or expect it no longer"), url),
        )


def letters_to_print() -> Iterator[Item]:
    """Batches with gifts of people who have no e-mail address: their thanks and receipt wait on
    paper."""
    waiting = GiftBatch.objects.filter(status=BatchStatus.POSTED, letters_printed_at=None)
    without = Count("rows", filter=Q(rows__email=""))
    for batch in waiting.annotate(letters=without).filter(letters__gt=0).order_by("posted_at"):
        url = reverse("gift-batches:inspect", args=[batch.pk])
        assert batch.posted_at is not None
        yield Item(
            text=ngettext(
                "%(count)s letter of the batch of %(date)s is not printed.",
                "%(count)s letters of the batch of %(date)s are not printed.",
                batch.letters,
            )
            % {"count": batch.letters, "date": date_format(batch.deposited_on)},
            since=batch.posted_at,
            url=url,
            step=Step(_("Print the letters"), url),
        )
    yield from _letters_replaced()


def _letters_replaced() -> Iterator[Item]:
    """What has taken the place of a printed letter, after a refund or with another name."""
    printed = "payment__donations__batch_row__batch__letters_printed_at"
    replaced = Receipt.objects.issued().filter(
        Q(**{f"{printed}__lt": F("issued_at")}), supersedes__isnull=False, payment__email=""
    )
    batch = F("payment__donations__batch_row__batch")
    for receipt in replaced.defer("pdf").annotate(batch=batch).order_by("issued_at"):
        if receipt.facts["supporter"]["email"]:
            continue  # who had none before has one now, and had a mail
        url = reverse("gift-batches:inspect", args=[receipt.batch])
        yield Item(
            text=_("%(code)s took the place of a printed letter and is not printed.")
            % {"code": receipt.code},
            since=receipt.issued_at,
            url=url,
            step=Step(_("Print the letters"), url),
        )


def names_to_decide() -> Iterator[Item]:
    """One item for each campaign whose givers wait for somebody to read their names."""
    waiting = (
        PublicThanks.objects.waiting()
        .values("donation__source", "donation__source__title")
        .annotate(names=Count("pk"), since=Min("donation__received_at"))
        .order_by("since")
    )
    for campaign in waiting:
        query = {"status": ThanksStatus.WAITING, "source": campaign["donation__source"]}
        url = reverse("public-thanks:index") + f"?{urlencode(query)}"
        yield Item(
            text=ngettext(
                "“%(page)s”: %(count)s name waits.",
                "“%(page)s”: %(count)s names wait.",
                campaign["names"],
            )
            % {"page": campaign["donation__source__title"], "count": campaign["names"]},
            since=campaign["since"],
            url=url,
            step=Step(_("Read them and decide"), url),
        )


def gifts_without_a_document() -> Iterator[Item]:
    """No code path leaves one out; should it happen, the giver waits for it."""
    for gift in unreceipted_gifts().order_by("received_at", "pk")[:READ]:
        url = reverse("unreceipted-gifts:inspect", args=[gift.pk])
        assert gift.received_at is not None
        assert gift.received_on is not None
        yield Item(
            text=_("A gift of %(date)s has no document.") % {"date": date_format(gift.received_on)},
            since=gift.received_at,
            url=url,
            step=Step(_("Tell whoever looks after the site"), url),
        )


def documents_without_a_value() -> Iterator[Item]:
    for receipt in mixed_without_value().defer("pdf").order_by("issued_at", "pk")[:READ]:
        url = reverse("receipts-without-value:inspect", args=[receipt.pk])
        yield Item(
            text=_("Receipt %(code)s does not say what the goods are worth.")
            % {"code": receipt.code},
            since=receipt.issued_at,
            url=url,
            step=Step(_("Give the soap its fair market value, then replace the receipt"), url),
        )


def failing_gifts() -> Iterator[Item]:
    """Whose card fails and for whom mails alone will not do: the last try is over, the mail did not
    leave, or its link has closed. The others may still put it right by themselves."""
    failing = RecurringGift.objects.in_state(RecurringState.FAILING).filter(
        Q(subscription__next_try_at=None)
        | Q(last_failure_mail=None)
        | Q(last_failure_mail__status=MailStatus.GAVE_UP)
        | Q(last_failure_mail__created_at__lt=timezone.now() - LINK_LIVES)
    )
    for gift in failing.select_related("subscription", "last_failure_mail").order_by(
        "subscription__failing_since", "pk"
    )[:READ]:
        subscription = gift.subscription
        url = reverse("failing-gifts:inspect", args=[gift.pk])
        amount = format_amount(subscription.total, subscription.currency, get_language() or "en")
        yield Item(
            text=_("A gift of %(amount)s, %(rhythm)s, cannot be collected; %(why)s.")
            % {"amount": amount, "rhythm": gift.rhythm, "why": _why(gift)},
            since=subscription.failing_since or gift.created_at,
            url=url,
            step=Step(_("Call or write to the giver; send a new link"), url),
        )


def _why(gift: RecurringGift) -> str:
    mail = gift.last_failure_mail
    if mail is None or mail.status == MailStatus.GAVE_UP:
        return _("the mail about it did not leave")
    if gift.subscription.next_try_at is None:
        return _("the last try is over")
    return _("the link in the last mail has closed")


def _closed_funds() -> list[Fund]:
    return [fund for fund in Fund.objects.all() if not fund.takes_gifts]


def gifts_after_closing() -> Iterator[Item]:
    """The fund closed while their giver was on Stripe's page. They lie there as was wished, and are
    said until somebody moves them, or for two months: then they were meant to stay."""
    closed = _closed_funds()
    parts = Allocation.objects.filter(
        fund__in=closed,
        donation__received_on__gt=OrganisationSettings.today() - CLOSING_TOLD,
        donation__moves__cause=PAID_AFTER_CLOSING,
    ).exclude(donation__status=DonationStatus.REFUNDED)
    for part in parts.select_related("donation", "fund").order_by("donation", "pk")[:READ]:
        gift = part.donation
        assert gift.received_at is not None
        assert gift.received_on is not None
        page = reverse("gifts:inspect", args=[gift.pk])
        yield Item(
            text=_("%(amount)s of %(date)s went to “%(fund)s”, which was closed by then.")
            % {
                "amount": format_amount(part.amount, gift.currency, get_language() or "en"),
                "date": date_format(gift.received_on, "DATE_FORMAT"),
                "fund": part.fund.local_name,
            },
            since=gift.received_at,
            url=page,
            step=Step(_("Ask the giver whether to move it, or leave it there"), page),
        )


def gifts_to_closed_funds() -> Iterator[Item]:
    """They go on as their givers wished, until the giver names another fund or ends the gift."""
    closed = _closed_funds()
    names_closed = Q(subscription__fund__in=closed)
    for fund in closed:
        names_closed |= Q(subscription__shares__startswith=f"{fund.code}:")
        names_closed |= Q(subscription__shares__contains=f" {fund.code}:")
    running = RecurringGift.objects.filter(
        names_closed, subscription__status__in=SubscriptionStatus.RUNNING
    )
    for gift in running.select_related("subscription__fund").order_by("created_at", "pk")[:READ]:
        subscription, language = gift.subscription, get_language() or "en"
        page = reverse("recurring-gifts:inspect", args=[gift.pk])
        parts = gift.parts or {subscription.fund: subscription.amount}
        amount = sum(part for fund, part in parts.items() if fund in closed)
        yield Item(
            text=_("%(amount)s, %(rhythm)s, still go to “%(fund)s”.")
            % {
                "amount": format_amount(amount, subscription.currency, language),
                "rhythm": gift.rhythm,
                "fund": ", ".join(fund.local_name for fund in parts if fund in closed),
            },
            since=gift.created_at,
            url=page,
            step=Step(_("Write to the giver: they choose another fund on their own page"), page),
        )
