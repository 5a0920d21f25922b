"""The page of a comparison: who stands where on every scale, how sure that is, and who differs from whom."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from chorus.cli.report.dots import Axis, Mark, axis_over
from chorus.cli.report.environment import environment
from chorus.cli.report.gains import signed
from chorus.cli.report.labels import Labels, Voice
from chorus.cli.report.scatter import Point, Scatter, scatter
from chorus.cli.report.text import counted, interval
from chorus.gateway.client import (
    AnswerMode,
    Comparison,
    CriterionValue,
    Instrument,
    Pair,
    Persona,
    Ranked,
    Scale,
    ScaleComparison,
)
from chorus.graph.client import Community
from chorus.serving.client import BASE


@dataclass(frozen=True, slots=True)
class Standing:
    """One persona's place on a scale."""

    voice: Voice
    ranked: Ranked
    score: Mark
    rank: Mark


@dataclass(frozen=True, slots=True)
class Cell:
    """A row's score less a column's."""

    written: str
    clear: bool
    share: float
    """Of the largest difference on the scale, in [0, 1]: how strong its colour is."""
    title: str
    """Its interval and tests."""

    @property
    def is_less(self) -> bool:
        """Whether the row has the lower score."""
        return self.written.startswith("-")


@dataclass(frozen=True, slots=True)
class Shift:
    """A persona's score less its own by the other protocol."""

    voice: Voice
    mark: Mark
    written: str
    clear: bool
    title: str


@dataclass(frozen=True, slots=True)
class ScaleView:
    """One scale by one way of answering."""

    scale: Scale
    mode: AnswerMode
    axis: Axis
    rank_axis: Axis
    standings: tuple[Standing, ...]
    """Highest score first."""
    differences: tuple[tuple[Cell | None, ...], ...]
    """A row and a column for each standing; None of a persona with itself."""
    shift_axis: Axis
    shifts: tuple[Shift, ...]
    in_words: str
    facts: tuple[str, ...]
    criterion: Scatter | None

    @property
    def is_tested(self) -> bool:
        """Whether scores were drawn, so that ranks and differences have their uncertainty."""
        return self.mode is AnswerMode.SAMPLED


def render_comparison(
    found: Comparison,
    instrument: Instrument,
    personas: Sequence[Persona] = (),
    known: Sequence[CriterionValue] = (),
) -> str:
    """A comparison as an HTML document; ``personas`` say what communities are called, ``known`` is its criterion."""
    # A context persona's title says that it is one; on the page its mark does.
    titles = {one.community: one.display_name for one in personas if not one.name.endswith(".context")}
    names = [
        f"communities/{name.rpartition('/')[2].removesuffix('.context')}" for name in found.personas if name != BASE
    ]
    labels = Labels(Community(name=name, display_name=titles.get(name, "")) for name in dict.fromkeys(names))
    scales = {scale.id: scale for scale in instrument.scales}
    coded = {one.persona: one.value for one in known}
    return (
        environment()
        .get_template("comparison_page.html.j2")
        .render(
            found=found,
            instrument=instrument,
            voices=[labels.persona(name) for name in found.personas],
            scales=[_view(scales[one.scale], one, labels, coded) for one in found.scales],
            titles={id_: scale.title for id_, scale in scales.items()},
        )
    )


def facts(one: ScaleComparison) -> Iterator[str]:
    """What else is known of a scale, in lines.

    >>> list(facts(ScaleComparison(alpha=0.81, omega=0.84)))
    ["Cronbach's α 0.81, McDonald's ω 0.84, over the respondents of all personas"]
    """
    if one.alpha is not None:
        omega = "" if one.omega is None else f", McDonald's ω {one.omega:.2f}"
        yield f"Cronbach's α {one.alpha:.2f}{omega}, over the respondents of all personas"
    if one.stability:
        icc = "" if one.stability.icc is None else f"; intraclass correlation {one.stability.icc:.2f}"
        yield f"from seed to seed ({one.stability.num_seeds}) a score strays by {one.stability.deviation:.1f}{icc}"
    if one.criterion:
        agreement = one.criterion
        yield (
            f"with the criterion, over {agreement.num_personas} personas: Spearman {agreement.spearman:.2f} "
            f"(p {agreement.spearman_p:.3f}), Kendall {agreement.kendall:.2f} (p {agreement.kendall_p:.3f})"
        )


def against_control(one: ScaleComparison) -> str:
    """How many personas differ from the base control, in a sentence; empty where nothing was tested against it.

    >>> pairs = Pair("personas/a", BASE, 9.0, p=0.001, q=0.002, clear=True), Pair("personas/b", BASE, 1.0, p=0.4, q=0.4)
    >>> against_control(ScaleComparison(pairs=pairs))
    '1 of 2 personas differs clearly from the base control.'
    """
    tested = [pair for pair in one.pairs if pair.second == BASE and pair.p is not None]
    if not tested:
        return ""
    clear = sum(pair.clear for pair in tested)
    verb = "differs" if clear == 1 else "differ"
    return f"{clear or 'None'} of {counted(len(tested), 'persona')} {verb} clearly from the base control."


def _view(scale: Scale, one: ScaleComparison, labels: Labels, coded: Mapping[str, float]) -> ScaleView:
    kind = "sampled" if one.mode is AnswerMode.SAMPLED else "scored"
    standings = tuple(
        Standing(
            labels.persona(ranked.persona),
            ranked,
            Mark(kind, ranked.score),
            Mark(kind, ranked.rank, ranked.rank_high, ranked.rank_low),
        )
        for ranked in one.ranking
    )
    shift_axis, shifts = _shifts(kind, one.shifts, labels)
    return ScaleView(
        scale,
        one.mode,
        axis_over([], low=scale.minimum, high=scale.maximum),
        _rank_axis(len(standings)),
        standings,
        tuple(_differences([ranked.persona for ranked in one.ranking], one.pairs)),
        shift_axis,
        shifts,
        against_control(one),
        tuple(facts(one)),
        _with_criterion(scale, standings, coded) if one.criterion else None,
    )


def _rank_axis(number: int) -> Axis:
    """Ranks from the last, on the left, to the first, on the right: more is to the right on every axis of a page."""
    return Axis(max(2, number), 1, tuple(range(max(2, number), 0, -1)), 0)


def _differences(personas: Sequence[str], pairs: Iterable[Pair]) -> Iterator[tuple[Cell | None, ...]]:
    found = {(pair.first, pair.second): pair for pair in pairs}
    reach = max((abs(pair.difference) for pair in found.values() if isfinite(pair.difference)), default=0.0) or 1.0
    for row in personas:
        yield tuple(_cell(found.get((row, column)), found.get((column, row)), reach) for column in personas)


def _cell(pair: Pair | None, turned: Pair | None, reach: float) -> Cell | None:
    told, sign = (pair, 1) if pair else (turned, -1)
    if told is None:
        return None
    return Cell(
        signed(sign * told.difference, 1), told.clear, min(1.0, abs(told.difference) / reach), _tests(told, sign)
    )


def _tests(pair: Pair, sign: int = 1) -> str:
    """A difference's interval and tests, in one line."""
    ends = [sign * end for end in (pair.low, pair.high) if end is not None]
    figures = {"Hedges' g": None if pair.effect_size is None else sign * pair.effect_size, "p": pair.p, "q": pair.q}
    said = [f"95% {interval(min(ends), max(ends), 1)}"] if ends else []
    said += [f"{name} {value:.2g}" for name, value in figures.items() if value is not None]
    return "; ".join(said) or pair.untested or "exact; not tested"


def _shifts(kind: str, pairs: Sequence[Pair], labels: Labels) -> tuple[Axis, tuple[Shift, ...]]:
    ends = [end for pair in pairs for end in (pair.difference, pair.low, pair.high) if end is not None]
    found = tuple(
        Shift(
            labels.persona(pair.first),
            Mark(kind, pair.difference, pair.low, pair.high),
            signed(pair.difference, 1),
            pair.clear,
            _tests(pair),
        )
        for pair in pairs
    )
    return axis_over([0.0, *ends]), found


def _with_criterion(scale: Scale, standings: Sequence[Standing], coded: Mapping[str, float]) -> Scatter:
    points = [
        Point(standing.voice, coded[standing.ranked.persona], standing.ranked.score)
        for standing in standings
        if standing.ranked.persona in coded
    ]
    axis = axis_over([], low=scale.minimum, high=scale.maximum)
    described = ", ".join(f"{one.voice.label.text} {signed(one.x, 1)} and {one.y:.1f}" for one in points)
    return scatter(points, axis, f"Criterion and score: {described}")
