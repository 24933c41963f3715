"""What the soap of each women's group brought in, for everybody to read."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import BigIntegerField, ExpressionWrapper, F, Sum
from django.db.models.functions import Least
from wagtail.models import Locale

from core.models import OrganisationSettings
from shop.models import OrderLine
from stories.models import WomensGroup
from stories.models.lock import agrees

REMEMBERED = 3600  # seconds, as long as the other figures of open books

Sums = list[tuple[int | None, str, int, int]]  # group, currency, bars, amount


class GroupSales(NamedTuple):
    """The bars of one group in one currency; no name where it is not to be named."""

    name: str
    url: str
    bars: int
    amount: int
    currency: str


def sales_of_groups(start: date, end: date) -> list[GroupSales]:
    """Bars paid for from the first to the last day, less what was given back since, at the value of
    the goods: the most first, those of groups that are not named together and last. Sums are
    remembered for an hour; who may be named is asked each time."""
    key = f"shop.group-sales.{start}.{end}"
    sums: Sums | None = cache.get(key)
    if sums is None:
        sums = _sums(start, end)
        cache.set(key, sums, REMEMBERED)
    groups = WomensGroup.objects.filter(agrees("group", "pk", to="covers_story")).in_bulk(
        [group for group, *_rest in sums if group]
    )
    locale = Locale.get_active()
    named = [
        GroupSales(groups[group].name, groups[group].url_in(locale), bars, amount, currency)
        for group, currency, bars, amount in sums
        if group in groups
    ]
    others = [one for one in sums if one[0] not in groups]
    return [*named, *_together(others)]


def _together(sums: Sums) -> Iterable[GroupSales]:
    for currency in sorted({currency for _group, currency, _bars, _amount in sums}):
        of_currency = [one for one in sums if one[1] == currency]
        bars = sum(one[2] for one in of_currency)
        yield GroupSales("", "", bars, sum(one[3] for one in of_currency), currency)


def _sums(start: date, end: date) -> Sums:
    zone = OrganisationSettings.load().zone
    first = datetime.combine(start, time.min, zone)
    after = datetime.combine(end + timedelta(days=1), time.min, zone)
    # What a bar costs above its value is a gift, and told as one.
    value = Least(F("unit_price"), _whole(F("fair_market_value") / F("quantity")))
    kept = F("quantity") - F("refunded")
    lines = OrderLine.objects.filter(
        order__paid_at__gte=first, order__paid_at__lt=after, quantity__gt=F("refunded")
    )
    rows = (
        lines.order_by()
        .values_list("variant__product__group", "order__currency")
        .annotate(bars=Sum(kept), worth=Sum(_whole(value * kept)))
        .order_by("-worth", "variant__product__group")
    )
    return list(rows)


def _whole(expression: object) -> ExpressionWrapper:
    return ExpressionWrapper(expression, output_field=BigIntegerField())
