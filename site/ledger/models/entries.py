import re
from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.dates import date_format
from ledger.enums import EntryKind, MovementKind
from ledger.exceptions import AppendOnlyError

from .accounts import Account
from .funds import Fund

# A payment, a refund or a gift of ours, or something at Stripe.
IDENTIFIER = re.compile(r"\b(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z]{2,4}_\w+)\b")


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Reads and inserts only."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("ledger rows are never changed; post a reversal")

    def delete(self) -> NoReturn:
        raise AppendOnlyError("ledger rows are never deleted; post a reversal")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("ledger rows are never changed; post a reversal")

    update.alters_data = delete.alters_data = True  # type: ignore[attr-defined]


class AppendOnlyModel(models.Model):
    """A row that can be inserted and read, nothing else. On PostgreSQL triggers say the same."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("ledger rows are never changed; post a reversal")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("ledger rows are never deleted; post a reversal")


class Entry(AppendOnlyModel):
    """One event of the books. Its lines sum to zero per currency and per fund.

    `key` names the event (`payment:<uuid>`): posting it again finds this row. `booked_on` is the
    date in the organisation's zone, resolved once when posted.
    """

    key = models.CharField(_("key"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=EntryKind.choices)
    description = models.CharField(_("description"), max_length=250)
    occurred_at = models.DateTimeField(_("occurred at"))
    booked_on = models.DateField(_("booked on"), db_index=True)
    reverses = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reversed_by",
        verbose_name=_("reverses"),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
        ordering = ["-occurred_at", "-pk"]

    def __str__(self) -> str:
        return f"{date_format(self.booked_on)}: {self.told}"

    @property
    def told(self) -> str:
        """Its description in the reader's language. It is written once, in English; what names a
        payment or a thing at Stripe stays as it is, and what staff wrote stays as they wrote it."""
        reason, colon, undone = self.description.partition(": ")
        if colon and self.kind == EntryKind.REVERSAL:
            words = {"label": _in_words(reason), "text": _in_words(undone)}
            return gettext("%(label)s: %(text)s") % words
        return _in_words(self.description)


def _in_words(description: str) -> str:
    for title in [kind.in_english for kind in MovementKind]:
        if description.startswith(f"{title}: "):
            words = {"label": gettext(title), "text": description.removeprefix(f"{title}: ")}
            return gettext("%(label)s: %(text)s") % words
    text = description.replace("%", "%%")
    return gettext(IDENTIFIER.sub("%s", text)) % tuple(IDENTIFIER.findall(text))


class Line(AppendOnlyModel):
    """One leg of an entry: minor units, debit positive, credit negative."""

    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="lines", verbose_name=_("journal entry")
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("account")
    )
    fund = models.ForeignKey(
        Fund, on_delete=models.PROTECT, related_name="+", verbose_name=_("fund")
    )
    amount = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)

    class Meta:
        verbose_name = _("journal line")
        verbose_name_plural = _("journal lines")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(amount=0), name="line_amount_is_not_zero"),
        ]
        indexes = [models.Index(fields=["account", "fund", "currency"], name="line_balance")]

    def __str__(self) -> str:
        return f"{self.account} {self.amount} {self.currency}"
