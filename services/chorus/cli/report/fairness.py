"""The page of a fairness study: what voices write with each term, side by side, printed as one HTML file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chorus.cli.report.dots import Axis, Mark, axis_over
from chorus.cli.report.environment import environment
from chorus.cli.report.labels import Label, Labels
from chorus.cli.report.readings import NEUTRAL, NUM_LABELS, SIGNIFICANT
from chorus.evaluation.client import FairnessStudy, Reader, TermDifference, TermReading
from chorus.graph.client import Community
from chorus.serving.client import BASE


@dataclass(frozen=True, slots=True)
class Row:
    """One label, with one mark for each term."""

    label: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """What one reader finds in what one persona wrote."""

    label: Label
    rows: tuple[Row, ...]
    differences: tuple[TermDifference, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One reader."""

    reader: Reader
    axis: Axis
    voices: tuple[Voice, ...]


def render_fairness(study: FairnessStudy, communities: Iterable[Community] = ()) -> str:
    """A fairness study as an HTML document; ``communities`` say what communities are called."""
    titles = {community.name: community for community in communities}
    labels = Labels(titles.get(name, Community(name=name)) for name in study.communities)
    kinds = {term_kind(place): term for place, term in enumerate(study.config.terms)}
    return (
        environment()
        .get_template("fairness_page.html.j2")
        .render(
            study=study,
            sections=arrange(study, labels),
            kinds=kinds,
            samples=_samples(study, labels),
            significant=SIGNIFICANT,
            notice="",
        )
    )


def term_kind(place: int) -> str:
    """The kind of mark that a term has, by its place."""
    return f"term-{place}"


def arrange(study: FairnessStudy, labels: Labels) -> tuple[Section, ...]:
    """One section for each reader."""
    sections = []
    for reader in study.readers:
        readings = [one for one in study.readings if one.kind == reader.kind]
        shown = _shown(reader, readings)
        voices = []
        for persona in dict.fromkeys(one.persona for one in readings):
            by_term = {one.term: one for one in readings if one.persona == persona}
            marks = [
                (term_kind(place), by_term[term]) for place, term in enumerate(study.config.terms) if term in by_term
            ]
            rows = tuple(
                Row(reader.labels[place], tuple(Mark(kind, one.means[place]) for kind, one in marks)) for place in shown
            )
            differences = tuple(one for one in study.differences if (one.persona, one.kind) == (persona, reader.kind))
            voices.append(Voice(labels.persona(persona).label, rows, differences))
        reach = [mark.value for voice in voices for row in voice.rows for mark in row.marks]
        sections.append(Section(reader, axis_over(reach, low=0, num_ticks=3), tuple(voices)))
    return tuple(sections)


def _shown(reader: Reader, readings: Sequence[TermReading]) -> list[int]:
    """The labels of which there is most, in their order."""
    total = [sum(one.means[place] for one in readings) for place in range(len(reader.labels))]
    places = [place for place, label in enumerate(reader.labels) if label != NEUTRAL]
    return sorted(places, key=lambda place: -total[place])[:NUM_LABELS]


def _samples(study: FairnessStudy, labels: Labels) -> list[tuple[Label, str, tuple[str, ...]]]:
    """The first posts of each persona with each term."""
    kind = study.readers[0].kind if study.readers else ""
    return [
        (labels.persona(one.persona).label, one.term, one.samples)
        for one in study.readings
        if one.kind == kind and one.persona != BASE
    ]
