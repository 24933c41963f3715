from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ledger.models import Fund
from payments.enums import PaymentMethod


class GivingTotal(models.Model):
    """What gifts of one month, fund, method and currency come to, or a change of that: a total is
    the sum of its rows.

    Whatever changes what is left of a gift adds a row in the same transaction, so that payments
    which settle at once never wait for one another; the timer folds the rows of a total into one.
    `month` is the first day of the month in which the gift was received, also of what was given
    back later. The funds are those it was given to. A gift of which something is left counts once,
    with the fund that it names.
    """

    month = models.DateField(_("month"))
    fund = models.ForeignKey(
        Fund, on_delete=models.PROTECT, related_name="+", verbose_name=_("fund")
    )
    method = models.CharField(_("method"), max_length=20, choices=PaymentMethod.choices)
    currency = models.CharField(_("currency"), max_length=3)
    gifts = models.IntegerField(_("gifts"))
    amount = models.BigIntegerField(_("amount"))

    class Meta:
        verbose_name = _("total of gifts")
        verbose_name_plural = _("totals of gifts")
        ordering = ["month", "pk"]
        permissions = [("list_top_supporters", _("Can see who gave most"))]
        constraints = [
            models.CheckConstraint(
                condition=~Q(gifts=0, amount=0), name="giving_total_says_something"
            ),
        ]
        indexes = [
            models.Index(
                # With the figures: ten years are read from the index alone.
                fields=["month", "currency", "fund", "method", "gifts", "amount"],
                name="giving_total_of",
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.fund} {self.method} {self.amount} {self.currency}"
