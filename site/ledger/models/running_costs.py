from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from core.dates import date_format


class RunningCostQuerySet(models.QuerySet["RunningCost"]):
    def on(self, day: date, currency: str) -> Self:
        """What counts on that day comes first."""
        return self.filter(currency=currency, valid_from__lte=day).order_by("-valid_from")


class RunningCost(models.Model):
    """What a month of our work costs, from a day on until the next row says otherwise."""

    valid_from = models.DateField(_("valid from"))
    amount = models.BigIntegerField(
        _("cost of a month"), help_text=_("All that has to be paid in an ordinary month.")
    )
    currency = models.CharField(_("currency"), max_length=3)
    note = models.CharField(
        _("how it was found"),
        max_length=200,
        help_text=_("For example: budget 2027 as the board approved it, divided by twelve."),
    )

    objects = RunningCostQuerySet.as_manager()

    panels = [
        FieldPanel("valid_from"),
        FieldPanel("amount"),
        FieldPanel("note"),
    ]

    class Meta:
        verbose_name = _("running cost")
        verbose_name_plural = _("running costs")
        ordering = ["-valid_from", "currency"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="running_cost_is_positive"
            ),
            models.UniqueConstraint(
                fields=["currency", "valid_from"],
                name="running_cost_once_a_day",
                violation_error_message=_("There is a figure from this day on already."),
            ),
        ]

    def __str__(self) -> str:
        return date_format(self.valid_from)
