"""The page of a drift: every measure of the same communities, evaluation by evaluation, printed as one HTML file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chorus.cli.report.dots import Axis, Mark, axis_over
from chorus.cli.report.environment import environment
from chorus.cli.report.fidelity import TITLES
from chorus.cli.report.labels import Label, Labels
from chorus.cli.session import short
from chorus.evaluation.client import Drift, Moment, Series
from chorus.graph.client import Community

WRITERS = {**TITLES, "human": "People"}
"""Who wrote. Here people are no ceiling but change themselves."""
MEASURES = {
    "origin-f1": ("Can the communities be told apart?", "Macro F1 per post; by community its own F1."),
    "origin-f1-in-tens": ("Can they be told apart by ten posts?", "Macro F1 of bundles of ten posts of one community."),
    "distance": (
        "Does the writing mean the same things?",
        "Fréchet distance as a multiple of its floor; nearer to 1 is better.",
    ),
    "memorised": ("Does it repeat what it was taught?", "Share of posts that repeat a training post."),
    "toxicity": ("Is it as harsh?", "Mean confidence that a post is toxic."),
    "toxicity-likeness": ("Is its harshness spread alike?", "1 where what a classifier reads is as it is of people."),
    "emotion-likeness": ("Does it feel the same?", "1 where what a classifier reads is as it is of people."),
}
"""What a measure asks, and what is drawn, in the order of a page."""


@dataclass(frozen=True, slots=True)
class Row:
    """One evaluation."""

    when: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One measure of one community, or of all."""

    community: Label | None
    rows: tuple[Row, ...]
    changed: tuple[str, ...]
    """Kinds of text that changed."""


@dataclass(frozen=True, slots=True)
class Section:
    """One measure."""

    title: str
    explanation: str
    axis: Axis
    kinds: tuple[str, ...]
    panels: tuple[Panel, ...]


def render_drift(drift: Drift, communities: Iterable[Community] = ()) -> str:
    """A drift as an HTML document; ``communities`` say what communities are called."""
    titles = {community.name: community for community in communities}
    labels = Labels(titles.get(name, Community(name=name)) for name in drift.communities)
    return (
        environment()
        .get_template("drift_page.html.j2")
        .render(drift=drift, sections=arrange(drift, labels), kinds=WRITERS, notice="")
    )


def arrange(drift: Drift, labels: Labels) -> tuple[Section, ...]:
    """The measures that there are."""
    sections = []
    for measure, (title, explanation) in MEASURES.items():
        series = [one for one in drift.series if one.measure == measure]
        if series:
            found = {each: [one for one in series if one.community == each] for each in ("", *drift.communities)}
            panels = tuple(
                _panel(labels.community(name) if name else None, of_it, drift) for name, of_it in found.items() if of_it
            )
            reach = [mark.high or mark.value for panel in panels for row in panel.rows for mark in row.marks]
            kinds = tuple(kind for kind in TITLES if any(_kind(one) == kind for one in series))
            sections.append(Section(title, explanation, axis_over(reach, low=0), kinds, panels))
    return tuple(sections)


def _panel(community: Label | None, series: Sequence[Series], drift: Drift) -> Panel:
    rows = []
    for place, each in enumerate(drift.moments):
        marks = [(_kind(one), one.points[place].estimate) for one in series]
        rows.append(
            Row(
                when(each),
                tuple(
                    Mark(kind, found.value, found.low, found.high)
                    if found.low < found.high
                    else Mark(kind, found.value)
                    for kind, found in marks
                    if found
                ),
            )
        )
    return Panel(community, tuple(rows), tuple(_kind(one) for one in series if one.changed))


def when(moment: Moment) -> str:
    """When an evaluation was made, in a line that sorts; its name where nobody knows."""
    return f"{moment.create_time:%Y-%m-%d %H:%M}" if moment.create_time else short(moment.report)


def _kind(series: Series) -> str:
    return series.voice or "human"
