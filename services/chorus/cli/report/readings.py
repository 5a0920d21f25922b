"""What classifiers read, arranged for the eye: the emotions and the toxicity of each voice beside those of its community."""

from collections.abc import Sequence
from dataclasses import dataclass

from chorus.cli.report.columns import ColumnChart, steps
from chorus.cli.report.dots import Axis, Mark, axis_over
from chorus.cli.report.labels import Label, Labels
from chorus.evaluation.client import FidelityReport, Reading, ReadingProfile, ReadingScores

NUM_LABELS = 8
"""Of many labels those that people have most of are drawn."""
NEUTRAL = "neutral"
"""No emotion, and mostly more than all of them together: it would leave them no room."""
SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class LabelRow:
    """One label in one community."""

    label: str
    marks: tuple[Mark, ...]
    clear: tuple[str, ...]
    """Kinds of voice that differ from people by more than chance."""


@dataclass(frozen=True, slots=True)
class Read:
    """One community as a classifier reads it."""

    community: Label
    labels: tuple[LabelRow, ...]
    similarities: tuple[tuple[str, float, float], ...]
    """Kind of voice, similarity of its profile to that of people, p-value of the difference."""
    chart: ColumnChart | None
    """Of a single label: how confident the classifier is, post by post."""


@dataclass(frozen=True, slots=True)
class ReadingView:
    """All that one classifier read."""

    reading: Reading
    axis: Axis
    kinds: tuple[str, ...]
    communities: tuple[Read, ...]


def arrange(report: FidelityReport, labels: Labels, titles: dict[str, str]) -> tuple[ReadingView, ...]:
    """The readings of a report; ``titles`` say what kinds of text are called."""
    return tuple(_view(reading, report, labels, titles) for reading in report.readings)


def _view(reading: Reading, report: FidelityReport, labels: Labels, titles: dict[str, str]) -> ReadingView:
    of_kind = {
        voice.voice: {one.profile.community: one for one in voice.readings if one.kind == reading.kind}
        for voice in report.voices
    }
    kinds = tuple(kind for kind, scores in of_kind.items() if scores)
    communities = []
    for people in reading.human:
        voices = [(kind, of_kind[kind][people.community]) for kind in kinds if people.community in of_kind[kind]]
        communities.append(_read(reading, people, voices, labels, titles))
    reach = [mark.value for one in communities for row in one.labels for mark in row.marks]
    return ReadingView(reading, axis_over(reach, low=0, num_ticks=3), ("human", *kinds), tuple(communities))


def _read(
    reading: Reading,
    people: ReadingProfile,
    voices: Sequence[tuple[str, ReadingScores]],
    labels: Labels,
    titles: dict[str, str],
) -> Read:
    drawn = [place for place, label in enumerate(reading.labels) if label != NEUTRAL]
    order = sorted(drawn, key=lambda place: -people.shares[place])[:NUM_LABELS]
    rows = tuple(
        LabelRow(
            label=reading.labels[place],
            marks=(
                Mark("human", people.shares[place]),
                *(Mark(kind, scores.profile.shares[place]) for kind, scores in voices),
            ),
            clear=tuple(kind for kind, scores in voices if scores.p_values[place] < SIGNIFICANT),
        )
        for place in order
    )
    finetuned = next((scores for kind, scores in voices if kind == "finetuned"), None)
    chart = None
    if finetuned and len(reading.labels) == 1:
        chart = steps(finetuned.profile.histogram, people.histogram, (titles["finetuned"], titles["human"]))
    return Read(
        community=labels.community(people.community),
        labels=rows,
        similarities=tuple((kind, scores.similarity, scores.p_value) for kind, scores in voices),
        chart=chart,
    )
