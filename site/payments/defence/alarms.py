"""What raises an alarm: an attack on the forms, giving left closed, a clock that is wrong."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.attention import Condition, Item, Step, register_condition
from core.enums import Audience
from core.models import OrganisationSettings
from payments.defence.admission import breaker_since, payments_are_closed
from payments.defence.card_testing import CARD_FAILED
from payments.models import WebhookEvent
from payments.skew import known_skew

LATELY = timedelta(hours=1)
MANY_FAILED_CARDS = 30  # within an hour; a busy day has a handful


def register_alarms() -> None:
    for condition in (
        Condition(
            name="card_testing",
            title=gettext_lazy("Somebody tries stolen cards"),
            find=card_testing,
            permission="payments.view_payment",
            audience=Audience.ADMINISTRATOR,
        ),
        Condition(
            name="payments_closed",
            title=gettext_lazy("Giving and buying are closed"),
            find=payments_closed,
            permission="payments.view_payment",
            audience=Audience.ADMINISTRATOR,
        ),
        Condition(
            name="clock_skew",
            title=gettext_lazy("A clock is wrong"),
            find=clock_skew,
            permission="payments.view_webhookevent",
            audience=Audience.ADMINISTRATOR,
        ),
    ):
        register_condition(condition)


def card_testing() -> Iterator[Item]:
    """The breaker has tripped, or cards fail by the dozen."""
    if since := breaker_since():
        yield Item(
            text=_("Payments were begun faster than people give; each visitor answers a question."),
            since=since,
            step=Step(_("Watch it; close giving and buying if it goes on"), _switch()),
        )
    failed = WebhookEvent.objects.filter(
        type=CARD_FAILED, received_at__gte=timezone.now() - LATELY
    ).aggregate(count=Count("pk"), since=Min("received_at"))
    if failed["count"] > MANY_FAILED_CARDS:
        yield Item(
            text=ngettext(
                "%(count)s card was declined within an hour.",
                "%(count)s cards were declined within an hour.",
                failed["count"],
            )
            % {"count": failed["count"]},
            since=failed["since"],
            step=Step(_("Watch it; close giving and buying if it goes on"), _switch()),
        )


def payments_closed() -> Iterator[Item]:
    """Closed on purpose, and easily forgotten."""
    if payments_are_closed():
        closed_at = OrganisationSettings.load().payments_closed_at
        text = _("Nobody can give or buy.")
        if settings.PAYMENTS_CLOSED:
            text = _("Nobody can give or buy: PAYMENTS_CLOSED is set.")
        yield Item(
            text=text,
            since=closed_at or timezone.now(),
            step=Step(_("Open again when all is well"), _switch()),
        )


def clock_skew() -> Iterator[Item]:
    """Stripe's messages are refused, since they seem to come from another time."""
    if found := known_skew():
        seconds, since = found
        text = _("Stripe signs %(seconds)s seconds before this server’s time.")
        if seconds > 0:
            text = _("Stripe signs %(seconds)s seconds after this server’s time.")
        yield Item(
            text=text % {"seconds": abs(seconds)} + " " + _("Its messages are refused."),
            since=since,
            step=Step(_("Set the server’s clock by NTP, then press “Send again” at Stripe"), ""),
        )


def _switch() -> str:
    return reverse("wagtailsettings:edit", args=["core", "organisationsettings"])
