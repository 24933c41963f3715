"""What between us and Stripe needs a person."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from core.attention import READ, Condition, Item, Step, register_condition
from core.enums import Audience
from core.money import format_amount
from payments.drift import unknown_words
from payments.enums import EventStatus, UnmatchedReason
from payments.gateway import API_VERSION
from payments.models import Payment, ReconcileRun, UnmatchedObject, WebhookEvent

EVENT_WAITS = timedelta(minutes=15)
RUN_WAITS = timedelta(minutes=30)
SILENCE = timedelta(hours=24)
LATELY = timedelta(hours=24)
WEBHOOK_TAKES = timedelta(hours=1)
# What a run could not settle and shows as an unmatched object has a line of its own.
SHOWN_AS_UNMATCHED = {"CannotRebuildError", "MismatchError", "PaidTwiceError"}


def register_conditions() -> None:
    for name, title, find, permission in (
        (
            "unmatched_objects",
            gettext_lazy("Money at Stripe that our books cannot explain"),
            unmatched_objects,
            "payments.view_unmatchedobject",
        ),
        (
            "failed_events",
            gettext_lazy("Messages of Stripe that failed"),
            failed_events,
            "payments.view_webhookevent",
        ),
        (
            "reconcile",
            gettext_lazy("The comparison with Stripe fails"),
            reconcile_fails,
            "payments.view_reconcilerun",
        ),
        (
            "webhook_silence",
            gettext_lazy("Stripe’s messages do not arrive"),
            webhook_silence,
            "payments.view_webhookevent",
        ),
        (
            "stripe_changed",
            gettext_lazy("Stripe speaks in another version than ours"),
            stripe_changed,
            "payments.view_webhookevent",
        ),
    ):
        register_condition(
            Condition(
                name=name,
                title=title,
                find=find,
                permission=permission,
                audience=Audience.TREASURER,
            )
        )


def unmatched_objects() -> Iterator[Item]:
    for unmatched in UnmatchedObject.objects.open().order_by("found_at", "pk")[:READ]:
        page = reverse("unmatched-objects:inspect", args=[unmatched.pk])
        yield Item(
            text=describe_unmatched(unmatched),
            since=unmatched.found_at,
            url=page,
            step=Step(_("Find it at Stripe, or set it aside"), page),
        )


def describe_unmatched(unmatched: UnmatchedObject) -> str:
    """One sentence: how much, which object, and why it has no place."""
    amount = _("An unknown amount")
    if unmatched.amount is not None:
        amount = format_amount(unmatched.amount, unmatched.currency, get_language() or "en")
    sentence = {
        UnmatchedReason.NOT_OURS: _("%(amount)s at Stripe (%(id)s) belongs to no payment of ours."),
        UnmatchedReason.MISMATCH: _("%(amount)s at Stripe (%(id)s) is not what we asked for."),
        UnmatchedReason.PAID_TWICE: _("%(amount)s was charged again for one payment (%(id)s)."),
        UnmatchedReason.CANNOT_REBUILD: _(
            "%(amount)s at Stripe (%(id)s) cannot be rebuilt yet: %(detail)s."
        ),
    }[UnmatchedReason(unmatched.reason)]
    return sentence % {"amount": amount, "id": unmatched.stripe_id, "detail": unmatched.detail}


def failed_events() -> Iterator[Item]:
    """Events that nobody got through with, for longer than a worker may need for a try."""
    for event in WebhookEvent.objects.filter(
        status__in=[EventStatus.FAILED, EventStatus.RECEIVED],
        received_at__lt=timezone.now() - EVENT_WAITS,
    ).order_by("received_at", "pk")[:READ]:
        page = reverse("webhook-events:inspect", args=[event.pk])
        yield Item(
            text=_("“%(type)s” was tried %(count)s times (%(error)s).")
            % {"type": event.type, "count": event.attempts, "error": event.error or "-"},
            since=event.received_at,
            url=page,
            step=Step(_("Try again"), page),
        )


def reconcile_fails() -> Iterator[Item]:
    """No whole comparison for too long, or two in a row that could not settle the same thing."""
    whole = list(ReconcileRun.objects.filter(finished_at__isnull=False, error="")[:2])
    first = ReconcileRun.objects.order_by("started_at").first()
    if first is None:
        return  # the timer has never run, which is a condition of its own
    last_good = whole[0].started_at if whole else first.started_at
    latest = ReconcileRun.objects.first()
    if last_good < timezone.now() - RUN_WAITS and latest is not None:
        page = reverse("reconcile-runs:inspect", args=[latest.pk])
        yield Item(
            text=_("Nothing was compared with Stripe (%(error)s).") % {"error": latest.error}
            if latest.error
            else _("Nothing was compared with Stripe."),
            since=last_good,
            url=page,
            step=Step(_("See what happened"), page),
        )
    if len(whole) < 2:
        return
    for name, error in whole[0].failed.items():
        if name in whole[1].failed and error not in SHOWN_AS_UNMATCHED:
            payment = Payment.objects.filter(uuid=name).first() if len(name) == 36 else None
            page = (
                reverse("payment-listing:inspect", args=[payment.pk])
                if payment
                else reverse("reconcile-runs:inspect", args=[whole[0].pk])
            )
            yield Item(
                text=_("%(name)s could not be settled (%(error)s).")
                % {"name": name, "error": error},
                since=whole[1].started_at,
                url=page,
                step=Step(_("Ask Stripe again"), page),
            )


def stripe_changed() -> Iterator[Item]:
    """Messages in another version of Stripe's shapes, and words that no version had when this was
    written. Money is safe: what a message is about is fetched again in our version."""
    lately = WebhookEvent.objects.filter(
        was_delivered=True, received_at__gt=timezone.now() - LATELY
    ).exclude(api_version__in=[API_VERSION, ""])
    for found in lately.values("api_version").annotate(since=Min("received_at")).order_by("since"):
        yield Item(
            text=_("Stripe’s messages come in version %(theirs)s; ours is %(ours)s.")
            % {"theirs": found["api_version"], "ours": API_VERSION},
            since=found["since"],
            url=reverse("webhook-events:index"),
            step=Step(_("Set the endpoint’s version in Stripe’s dashboard to ours"), ""),
        )
    for word, since in unknown_words().items():
        yield Item(
            text=_("Stripe says something that we do not know (%(word)s).") % {"word": word},
            since=since,
            step=Step(_("Bring the software up to date; what it is about was left as it was"), ""),
        )


def webhook_silence() -> Iterator[Item]:
    """Money moved for a day and no delivery came. That nothing was paid is no silence."""
    now = timezone.now()
    paid = (
        Payment.objects.through_stripe()
        .paid()
        .filter(succeeded_at__gt=now - SILENCE, succeeded_at__lt=now - WEBHOOK_TAKES)
    )
    delivered = WebhookEvent.objects.filter(was_delivered=True)
    if delivered.filter(received_at__gt=now - SILENCE).exists():
        return
    first = paid.order_by("succeeded_at").first()
    if first is None or first.succeeded_at is None:
        return
    last = delivered.order_by("-received_at").first()
    count = paid.count()
    yield Item(
        text=ngettext(
            "%(count)s payment was made in a day, and Stripe has told us nothing.",
            "%(count)s payments were made in a day, and Stripe has told us nothing.",
            count,
        )
        % {"count": count},
        since=last.received_at if last else first.succeeded_at,
        url=reverse("webhook-events:index"),
        step=Step(_("Look at the endpoint in Stripe’s dashboard"), ""),
    )
