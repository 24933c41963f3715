"""Bars and lines drawn on the server: whole numbers in, coordinates of an SVG out.

`core.templatetags.report_tags` writes them down; whoever cannot see the picture reads the
table beneath it, which holds the same figures. No scripts, no inline styles.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

WIDTH, HEIGHT = 1440, 480
LEFT, RIGHT, TOP, BOTTOM = 200, 16, 24, 64
LABELS = 8  # along the bottom, at most
STEPS = (1, 2, 3, 6, 12, 24)  # from one of them to the next: of months, the same each year
TICKS = 5  # up the side, about
DENSE = 36  # more labels than these: one shape for each series instead of a bar for each value
SERIES = 6  # that can be told apart; `few` adds the rest up


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of a chart: its name, and a value for each label (None: nothing is known)."""

    name: str
    values: Sequence[int | None]


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    y: int
    width: int
    height: int
    place: int  # of its series, from 1
    title: str


@dataclass(frozen=True, slots=True)
class Area:
    """All bars of a series as one shape, where they are too narrow to be pointed at."""

    path: str
    place: int
    title: str


@dataclass(frozen=True, slots=True)
class Tick:
    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through the values that are known; each of them is a dot with its title."""

    path: str
    place: int
    dots: Sequence[tuple[int, int, str]]


@dataclass(slots=True)
class Chart:
    """What the template needs. Bars of one label stand on one another, what is negative below."""

    title: str
    series: Sequence[Series]
    ticks: list[Tick] = field(default_factory=list)
    labels: list[Tick] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    curves: list[Curve] = field(default_factory=list)
    baseline: int = 0
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM

    @property
    def is_empty(self) -> bool:
        """Axes alone say nothing."""
        return not (self.bars or self.areas or any(curve.dots for curve in self.curves))

    @property
    def legend(self) -> list[tuple[int, str]]:
        """Place and name of each series; one alone is named by the title."""
        named = [(place, one.name) for place, one in enumerate(self.series, 1)]
        return named if len(named) > 1 else []


def bar_chart(
    title: Any, *, labels: Sequence[Any], series: Sequence[Series], tell: Callable[[int], Any]
) -> Chart:
    """Bars, one upon the other. `tell` writes a value as people read it. Bars of many labels are
    one shape for each series: nobody could point at one of them."""
    columns = [[one.values[place] or 0 for one in series] for place in range(len(labels))]
    tops = [sum(value for value in column if value > 0) for column in columns]
    lows = [sum(value for value in column if value < 0) for column in columns]
    chart, scale = _frame(title, labels, series, [*tops, *lows], tell)
    slot = (WIDTH - LEFT - RIGHT) // max(1, len(labels))
    width = max(2, slot * 7 // 10)
    is_dense = len(labels) > DENSE
    steps: list[list[str]] = [[] for _one in series]
    for place, column in enumerate(columns):
        x = _middle(place, len(labels)) - width // 2
        up = down = 0
        top = bottom = chart.baseline
        for number, value in enumerate(column):
            if not value:
                continue
            if value > 0:
                up += value
                y, end = scale(up), top
                top = y
            else:
                down += value
                y, end = bottom, scale(down)
                bottom = end
            height = max(1, end - y)
            if is_dense:
                steps[number].append(f"M{x} {y}h{width}v{height}h-{width}z")
            else:
                named = f"{labels[place]}, {series[number].name}: {tell(value)}"
                chart.bars.append(Bar(x, y, width, height, number + 1, named))
    chart.areas = [
        Area("".join(path), number, series[number - 1].name)
        for number, path in enumerate(steps, 1)
        if path
    ]
    return chart


def line_chart(
    title: Any, *, labels: Sequence[Any], series: Sequence[Series], tell: Callable[[int], Any]
) -> Chart:
    """One line for each series, with a gap where a value is not known."""
    known = [value for one in series for value in one.values if value is not None]
    chart, scale = _frame(title, labels, series, known, tell)
    for number, one in enumerate(series, 1):
        steps, dots, is_drawing = [], [], False
        for place, value in enumerate(one.values):
            if value is not None:
                x, y = _middle(place, len(labels)), scale(value)
                steps.append(f"{'L' if is_drawing else 'M'}{x} {y}")
                dots.append((x, y, f"{labels[place]}, {one.name}: {tell(value)}"))
            is_drawing = value is not None
        chart.curves.append(Curve(" ".join(steps), number, dots))
    return chart


def few(series: Sequence[Series], rest: Any) -> list[Series]:
    """The largest, in their order, and all others as one, so that colours can be told apart."""
    if len(series) <= SERIES:
        return list(series)
    by_size = sorted(series, key=lambda one: -sum(value or 0 for value in one.values))
    shown = by_size[: SERIES - 1]
    others = zip(*(one.values for one in by_size[SERIES - 1 :]), strict=True)
    together = [sum(value or 0 for value in values) for values in others]
    return [*(one for one in series if one in shown), Series(str(rest), together)]


def _frame(
    title: Any,
    labels: Sequence[Any],
    series: Sequence[Series],
    values: Sequence[int],
    tell: Callable[[int], Any],
) -> tuple[Chart, Callable[[int], int]]:
    """The chart with its axes, and where a value lies on it."""
    step = _step(max(0, *values, 0) - min(0, *values, 0))
    lowest = min(0, *values, 0) // step * step
    highest = max(step, -(-max(0, *values, 0) // step) * step)
    room, span = HEIGHT - TOP - BOTTOM, highest - lowest

    def scale(value: int) -> int:
        return HEIGHT - BOTTOM - (value - lowest) * room // span

    least = -(-len(labels) // LABELS)
    every = next((step for step in STEPS if step >= least), least)
    chart = Chart(
        title=str(title),
        series=series,
        baseline=scale(0),
        ticks=[Tick(scale(at), str(tell(at))) for at in range(lowest, highest + 1, step)],
        labels=[
            Tick(_middle(place, len(labels)), str(label))
            for place, label in enumerate(labels)
            if place % every == 0
        ],
    )
    return chart, scale


def _middle(place: int, count: int) -> int:
    return LEFT + (WIDTH - LEFT - RIGHT) * (2 * place + 1) // (2 * count)


def _step(span: int) -> int:
    """The distance between ticks: 1, 2 or 5 with zeros, so that there are about `TICKS`."""
    power = 1
    while True:
        for digit in (1, 2, 5):
            if digit * power * TICKS >= span:
                return digit * power
        power *= 10
