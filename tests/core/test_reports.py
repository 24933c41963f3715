"""Tables and charts: what is written, in which language, and that nothing in it runs."""

from datetime import date

import pytest
from django.template import Context, Template
from django.utils import translation

from core.charts import DENSE, Series, bar_chart, line_chart
from core.reports import Heading, Kind, Table


def rendered(template: str, **context: object) -> str:
    return Template("{% load report_tags %}" + template).render(Context(context))


def test_table_is_read_in_its_readers_language() -> None:
    table = Table(
        title="Gifts",
        currency="USD",
        headings=[
            Heading("Name"),
            Heading("Month", Kind.MONTH),
            Heading("Gifts", Kind.COUNT),
            Heading("Amount", Kind.MONEY),
            Heading("Share", Kind.PERCENT),
            Heading("Cover", Kind.TENTHS),
        ],
        rows=[
            ["<b>Awa & Ben</b>", date(2026, 1, 1), 12345, 123456, 7, 15],
            ["", None, 0, -5, None, None],
        ],
        total=[None, None, 12345, 123451, None, None],
        links=['/a/?b="1"&c=2', ""],
    )
    assert rendered("{% rows_of table %}|{% total_of table %}", table=table) == (
        '<tr><td><a href="/a/?b=&quot;1&quot;&amp;c=2">&lt;b&gt;Awa &amp; Ben&lt;/b&gt;</a></td>'
        "<td>Jan. 2026</td><td>12,345</td><td>$1,234.56</td><td>7%</td><td>1.5</td></tr>"
        "<tr><td></td><td></td><td>0</td><td>-$0.05</td><td></td><td></td></tr>"
        '|<tr class="sum"><td></td><td></td><td>12,345</td><td>$1,234.51</td>'
        "<td></td><td></td></tr>"
    )
    with translation.override("fr"):
        first, _second = table.shown_rows
        assert first[1:] == [
            "jan. 2026",
            "12\u202f345",
            "1\u202f234,56\u00a0$US",
            "7\u00a0%",
            "1,5",
        ]


def test_bars_are_pointed_at_one_by_one_until_there_are_too_many() -> None:
    few, many = range(DENSE), range(DENSE + 1)
    texts = {}
    for labels in (few, many):
        series = [Series("<i>", [1 for _ in labels]), Series("Lost", [-2 for _ in labels])]
        chart = bar_chart("Gifts", labels=labels, series=series, tell=str)
        texts[len(labels)] = rendered("{% shapes_of chart %}", chart=chart)
        assert all(0 <= tick.at <= chart.height for tick in chart.ticks)
    assert texts[len(few)].count("<rect") == 2 * len(few)
    assert "<title>0, &lt;i&gt;: 1</title>" in texts[len(few)]
    assert texts[len(many)].count("<path") == 2
    assert texts[len(many)].count("M") == 2 * len(many)
    assert "<title>&lt;i&gt;</title>" in texts[len(many)]


def test_line_has_a_gap_where_nothing_is_known() -> None:
    chart = line_chart(
        "Share", labels=range(4), series=[Series("Share", [1, None, 3, 4])], tell=str
    )
    html = rendered("{% shapes_of chart %}", chart=chart)
    assert html.count("<circle") == 3
    assert chart.curves[0].path.count("M") == 2
    nothing = bar_chart("None", labels=range(4), series=[Series("None", [0] * 4)], tell=str)
    assert (chart.is_empty, nothing.is_empty) == (False, True)


@pytest.mark.parametrize(("months", "step"), [(12, 2), (24, 3), (36, 6), (60, 12), (120, 24)])
def test_months_are_named_at_the_same_distance_each_year(months: int, step: int) -> None:
    series = [Series("Gifts", [1] * months)]
    chart = bar_chart("Gifts", labels=range(months), series=series, tell=str)
    assert [label.text for label in chart.labels] == [str(at) for at in range(0, months, step)]
