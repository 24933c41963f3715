"""Funds in the admin under the name they have in the reader's language: in listings, in filters and
in forms. Rows bring `fund__translations` along, so that a name costs no query."""

from typing import Any, TypeVar

from django import forms
from django.db.models import QuerySet
from django_filters import ModelChoiceFilter
from wagtail.admin.ui.tables import Column

from ledger.models import Fund

Rows = TypeVar("Rows", bound=QuerySet[Any])


def with_names(rows: Rows, *funds: str) -> Rows:
    """These rows with what their funds are called, at one query for each way to a fund."""
    return rows.prefetch_related(*(f"{fund}__translations" for fund in funds or ("fund",)))


class FundColumn(Column):
    def get_value(self, instance: Any) -> str | None:
        fund: Fund | None = super().get_value(instance)
        return fund.local_name if fund else None


class FundChoiceField(forms.ModelChoiceField):
    def __init__(self, queryset: Any = None, **options: Any) -> None:
        funds = Fund.objects.all() if queryset is None else queryset
        super().__init__(funds.prefetch_related("translations"), **options)

    def label_from_instance(self, fund: Any) -> str:
        name: str = fund.local_name
        return name


class FundFilter(ModelChoiceFilter):
    field_class = FundChoiceField

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Fund.objects.all(), **options)
