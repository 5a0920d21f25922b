"""Column charts, placed in the coordinates of a small SVG drawing whose colours the page's style sheet decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from chorus.cli.report.bins import Bin
from chorus.cli.report.text import compact, count, day, percent
from chorus.graph.client import Period

WIDTH = 340
HEAD, FOOT = 16, 18
"""Room above and below the columns for figures and for the axis."""
BASE, BRIEF = 96, 52
"""Height of the columns of a distribution, and of activity."""
GAP = 1.5
CLOSE = 40
"""Width of a column that has room for a figure above it and a tick below."""


@dataclass(frozen=True, slots=True)
class Column:
    """One value."""

    x: float
    y: float
    width: float
    height: float
    title: str
    """Shown to who points at it."""


@dataclass(frozen=True, slots=True)
class Written:
    """A figure or the label of an axis."""

    x: float
    y: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class ColumnChart:
    """One drawing; positions are from its top left corner."""

    height: int
    base: float
    """Where the columns stand."""
    columns: tuple[Column, ...]
    written: tuple[Written, ...]
    alt: str
    """For who does not see it."""
    behind: tuple[Column, ...] = ()
    """What the columns are held against."""


def steps(front: Sequence[int], behind: Sequence[int], titles: tuple[str, str]) -> ColumnChart:
    """Two distributions over equal steps from 0 to 1, each in shares of its own; ``titles`` say what they are of."""
    shares = [[number / max(1, sum(numbers)) for number in numbers] for numbers in (front, behind)]
    top = max((share for side in shares for share in side), default=0.0)
    edges = [f"{place / len(front):.2f} to {(place + 1) / len(front):.2f}" for place in range(len(front))]

    def drawn(side: Sequence[float], title: str) -> tuple[Column, ...]:
        written = [f"{title}, {edge}: {percent(share)}" for edge, share in zip(edges, side, strict=True)]
        return _columns(side, written, BRIEF, top)

    foot = HEAD + BRIEF + 14
    ticks = (Written(0, foot, "0", "start"), Written(WIDTH / 2, foot, "0.5"), Written(WIDTH, foot, "1", "end"))
    peak = (max(range(len(side)), key=side.__getitem__, default=0) for side in shares)
    alt = "; ".join(f"{title}: most at {edges[place]}" for title, place in zip(titles, peak, strict=True))
    return ColumnChart(
        height=HEAD + BRIEF + FOOT,
        base=HEAD + BRIEF,
        columns=drawn(shares[0], titles[0]),
        written=ticks,
        alt=alt,
        behind=drawn(shares[1], titles[1]),
    )


def distribution(bins: Sequence[Bin], title: str) -> ColumnChart:
    """How many values lie in each bin; the axis is logarithmic."""
    columns = _columns([each.number for each in bins], [f"{each.text}: {count(each.number)}" for each in bins], BASE)
    step = WIDTH / max(1, len(bins))
    every = 1 if step >= CLOSE else 2
    above = [
        Written(column.x + column.width / 2, column.y - 4, compact(each.number))
        for column, each in zip(columns, bins, strict=True)
        if each.number
    ]
    edges = [each.low for each in bins] + [each.high for each in bins[-1:]]
    below = [
        Written(round(place * step, 1), HEAD + BASE + 14, compact(edge), _anchor(place, len(edges)))
        for place, edge in enumerate(edges)
        if place % every == 0
    ]
    alt = f"{title}: " + ", ".join(f"{count(each.number)} at {each.text}" for each in bins)
    return ColumnChart(HEAD + BASE + FOOT, HEAD + BASE, columns, (*above, *below), alt)


def activity(periods: Sequence[Period]) -> ColumnChart:
    """Posts over time; above the highest column stands its figure."""
    days = [date.fromisoformat(period.start) for period in periods]
    columns = _columns(
        [period.num_posts for period in periods],
        [f"from {day(start)}: {count(period.num_posts)} posts" for start, period in zip(days, periods, strict=True)],
        BRIEF,
    )
    top = max(range(len(periods)), key=lambda place: periods[place].num_posts)
    end = days[-1] + timedelta(days=periods[-1].num_days - 1)
    highest = columns[top]
    middle = min(max(highest.x + highest.width / 2, 12), WIDTH - 12)
    first, last, foot = day(days[0]), day(end), HEAD + BRIEF + 14
    most, peak = count(periods[top].num_posts), day(days[top])
    return ColumnChart(
        height=HEAD + BRIEF + FOOT,
        base=HEAD + BRIEF,
        columns=columns,
        written=(
            Written(middle, highest.y - 4, most),
            Written(0, foot, first, "start"),
            Written(WIDTH, foot, last, "end"),
        ),
        alt=f"Posts over time, from {first} to {last}; the most, {most}, in the {periods[top].num_days} days from {peak}",
    )


def _columns(
    values: Sequence[float], titles: Sequence[str], height: int, top: float | None = None
) -> tuple[Column, ...]:
    top, step = top or max(values, default=0) or 1, WIDTH / max(1, len(values))
    gap = min(GAP, step / 4)
    return tuple(
        Column(
            x=round(place * step + gap / 2, 2),
            # What is there is seen, however little.
            y=round(HEAD + height - (tall := max(value / top * height, 1.0 if value else 0.0)), 2),
            width=round(step - gap, 2),
            height=round(tall, 2),
            title=title,
        )
        for place, (value, title) in enumerate(zip(values, titles, strict=True))
    )


def _anchor(place: int, number: int) -> str:
    return "start" if place == 0 else "end" if place == number - 1 else "middle"
