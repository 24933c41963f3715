"""What a monthly gift does when its subscription brings money, fails, changes or ends."""

from django.utils import translation

from core.mail import queue_mail
from core.models import OutboxMail
from donations.models import Donation, RecurringGift
from donations.models.recurring import FAILURE_MAILS
from donations.services.giving.gift_lines import fee_cover_line, recurring_line
from donations.services.giving.gifts import record_pending_gift
from donations.splits import read_shares
from ledger.models import Fund
from payments.enums import BillingInterval, ChangeKind, SubscriptionStatus
from payments.gateway import Invoice
from payments.models import Payment, PaymentLine, Subscription, SubscriptionChange
from payments.services.checkout import NewLine

# A card page or a payment by hand is confirmed on the spot; the others also by mail.
TOLD_BY_MAIL = (
    ChangeKind.AMOUNT,
    ChangeKind.FUND,
    ChangeKind.DAY,
    ChangeKind.PAUSE,
    ChangeKind.RESUME,
)


class RecurringGiftHandler:
    def lines_of(
        self, subscription: Subscription, *, amount: int, fee_cover: int, fund: Fund
    ) -> list[NewLine]:
        with translation.override(subscription.language):
            lines = [recurring_line(amount=amount, fund=fund, interval=subscription.interval)]
            if fee_cover:
                lines.append(fee_cover_line(addition=fee_cover, fund=fund))
        return lines

    def on_renewed(
        self, subscription: Subscription, payment: Payment, line: PaymentLine, *, shares: str
    ) -> None:
        """The period's own gift, which its line's handler receives next."""
        gift = RecurringGift.objects.get(subscription=subscription)
        record_pending_gift(
            payment=payment,
            line=line,
            anonymous=gift.is_anonymous,
            source=gift.source,
            recurring=gift,
            parts=read_shares(shares, amount=line.amount, fund=line.fund) or None,
        )

    def on_started(self, subscription: Subscription) -> None:
        _mail(subscription, "started", key=f"recurring:{subscription.uuid}:started")

    def on_failed(self, subscription: Subscription, invoice: Invoice) -> None:
        """One kind mail for each try that failed, and no more of them until a gift arrives again,
        whichever period was tried."""
        prefix = _failure_key(subscription, invoice)
        told = OutboxMail.objects.filter(key__begins=prefix).count()
        is_last = invoice.next_try_at is None
        # The last one is kept for the last try, however often somebody tried by hand.
        if told < FAILURE_MAILS - (not is_last):
            mail = _mail(
                subscription,
                "failed",
                key=f"{prefix}{invoice.id}:{'last' if is_last else invoice.attempts}",
                is_last=is_last,
            )
            RecurringGift.objects.filter(subscription=subscription).update(
                failure_mails=OutboxMail.objects.filter(key__begins=prefix).count(),
                last_failure_mail=mail,
            )

    def on_upcoming(self, subscription: Subscription) -> None:
        """A year is long enough to forget; a month is not. Nothing comes of one left unpaid."""
        is_collected = subscription.status != SubscriptionStatus.UNPAID
        is_yearly = subscription.interval == BillingInterval.YEAR
        if is_yearly and is_collected and subscription.next_payment_at:
            day = subscription.next_payment_at.date()
            _mail(subscription, "upcoming", key=f"recurring:{subscription.uuid}:upcoming:{day}")

    def on_changed(self, subscription: Subscription, change: SubscriptionChange) -> None:
        if change.kind in TOLD_BY_MAIL:
            _mail(subscription, "changed", key=f"recurring:change:{change.uuid}")

    def on_ended(self, subscription: Subscription) -> None:
        if subscription.status != "canceled":
            return  # it never began
        _mail(
            subscription,
            "ended",
            key=f"recurring:{subscription.uuid}:ended",
            could_not_pay=subscription.end_reason == "payment_failed",
        )


def _failure_key(subscription: Subscription, invoice: Invoice) -> str:
    since = subscription.failing_since or invoice.created_at
    return f"recurring:{subscription.uuid}:failed:{since:%Y%m%d%H%M%S}:"


def _mail(subscription: Subscription, name: str, *, key: str, **more: object) -> OutboxMail:
    gift = RecurringGift.objects.select_related("subscription__fund").get(subscription=subscription)
    gifts = Donation.objects.filter(recurring=gift).arrived()
    return queue_mail(
        key=key,
        template=f"donations/emails/recurring_{name}",
        to=subscription.email,
        language=subscription.language,
        context={
            "gift": gift,
            "subscription": gift.subscription,
            "rhythm": gift.rhythm,
            "count": gifts.count(),
            **more,
        },
    )
