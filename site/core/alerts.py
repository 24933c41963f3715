"""One alert for each condition that needs attention: raised once, and said when it is over."""

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from core.attention import Condition, Finding, conditions, examine
from core.enums import Severity
from core.mail import queue_mail
from core.models import Alert

logger = logging.getLogger(__name__)

# What comes back this soon is the same trouble: the alert opens again and nobody is mailed twice.
SAME_TROUBLE = timedelta(hours=1)


def raise_alerts() -> dict[str, list[str]]:
    """Compare every condition with the alerts that are open.

    Side effects, in order, each in its own transaction: where a condition holds and no alert is
    open, the alert's row is written, its mails are queued for its audience and one line goes to the
    log; where an alert is open and its condition holds no more, the row is closed, the same people
    are told and one line goes to the log. Returns the names raised and cleared.
    """
    raised, cleared = [], []
    with translation.override(settings.LANGUAGE_CODE):
        for condition in conditions():
            finding = examine(condition)
            if finding and _raise(finding):
                raised.append(condition.name)
            if finding is None and _clear(condition):
                cleared.append(condition.name)
    return {"raised": raised, "cleared": cleared}


def _raise(finding: Finding) -> bool:
    condition = finding.condition
    now = timezone.now()
    alerts = Alert.objects.filter(condition=condition.name)
    if alerts.filter(cleared_at__isnull=True).exists():
        return False
    try:
        with transaction.atomic():
            lately = alerts.filter(cleared_at__gt=now - SAME_TROUBLE).order_by("-pk").first()
            if lately:
                alerts.filter(pk=lately.pk).update(cleared_at=None)
            else:
                alert = Alert.objects.create(
                    condition=condition.name,
                    severity=condition.severity,
                    text="\n".join(item.text for item in finding.items),
                    raised_at=now,
                )
                _tell(alert, condition, finding=finding)
    except IntegrityError:  # another timer was faster
        return False
    level = logging.ERROR if condition.severity == Severity.URGENT else logging.WARNING
    logger.log(level, "Alert %s raised (%s)", condition.name, finding.count)
    return True


def _clear(condition: Condition) -> bool:
    alert = Alert.objects.filter(condition=condition.name, cleared_at__isnull=True).first()
    if alert is None:
        return False
    with transaction.atomic():
        moved = Alert.objects.filter(pk=alert.pk, cleared_at__isnull=True).update(
            cleared_at=timezone.now()
        )
        if not moved:
            return False
        _tell(alert, condition)
    logger.info("Alert %s cleared", condition.name)
    return True


def _tell(alert: Alert, condition: Condition, *, finding: Finding | None = None) -> None:
    """Mail the audience, once for the raising and once for the clearing of an alert."""
    if condition.is_told_apart:
        return
    addresses: Iterable[str] = settings.ALERT_EMAILS[condition.audience]
    for number, address in enumerate(dict.fromkeys(addresses)):
        queue_mail(
            key=f"alert:{alert.pk}:{'raised' if finding else 'cleared'}:{number}",
            template="core/emails/alert",
            to=address,
            language=settings.LANGUAGE_CODE,
            context={"condition": condition, "finding": finding, "alert": alert},
        )
