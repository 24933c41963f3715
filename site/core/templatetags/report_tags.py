"""Rows of tables and shapes of charts, written at once: a report of ten years has thousands of
them, and a template takes ten times as long over each."""

from collections.abc import Iterator
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from core.charts import Chart
from core.reports import Table

register = template.Library()

BETWEEN = "\x1f"  # the unit separator, which hardly a text holds: a row is escaped at once


@register.simple_tag
def rows_of(table: Table) -> SafeString:
    """The rows of its body; the first cell leads to what the row is about, where it has a page."""
    return _markup(_rows(table))


@register.simple_tag
def total_of(table: Table) -> SafeString:
    """The row below them."""
    cells = "".join(f"<td>{escape(text)}</td>" for text in table.shown_total or ())
    return _markup(iter([f'<tr class="sum">{cells}</tr>']))


@register.simple_tag
def shapes_of(chart: Chart) -> SafeString:
    """Its bars and lines."""
    return _markup(_shapes(chart))


def _rows(table: Table) -> Iterator[str]:
    for place, texts in enumerate(table.shown_rows):
        cells = escape(BETWEEN.join(texts)).split(BETWEEN)
        if len(cells) != len(texts):  # somebody typed one
            cells = [escape(text) for text in texts]
        if table.links and (url := table.links[place]):
            cells[0] = f'<a href="{escape(url)}">{cells[0]}</a>'
        yield f"<tr><td>{'</td><td>'.join(cells)}</td></tr>"


def _shapes(chart: Chart) -> Iterator[str]:
    for bar in chart.bars:
        yield (
            f'<rect class="chart__fill-{bar.place}" x="{bar.x}" y="{bar.y}" width="{bar.width}" '
            f'height="{bar.height}"><title>{escape(bar.title)}</title></rect>'
        )
    for area in chart.areas:
        yield (
            f'<path class="chart__fill-{area.place}" d="{area.path}">'
            f"<title>{escape(area.title)}</title></path>"
        )
    for curve in chart.curves:
        yield f'<path class="chart__line-{curve.place}" d="{curve.path}"/>'
        for x, y, title in curve.dots:
            yield (
                f'<circle class="chart__fill-{curve.place}" cx="{x}" cy="{y}" r="6">'
                f"<title>{escape(title)}</title></circle>"
            )


def _markup(pieces: Iterator[str]) -> SafeString:
    return mark_safe("".join(pieces))  # noqa: S308  (each text is escaped above)
