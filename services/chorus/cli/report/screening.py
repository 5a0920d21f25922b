"""Screening, arranged for the eye: scores on their scale with the cut-off, criteria, and every item's answers in full."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from chorus.cli.report.dots import Axis, Mark, axis_over
from chorus.cli.report.labels import Labels, Voice
from chorus.cli.report.text import percent
from chorus.cli.report.trust import FlagRow, Quality, qualities, raised_flags
from chorus.cli.study import Study
from chorus.gateway.client import (
    AnswerMode,
    Criterion,
    Instrument,
    Item,
    ItemResult,
    PersonaScreening,
    Scale,
    ScaleScore,
)
from chorus.serving.client import BASE

MODES = (AnswerMode.SCORED, AnswerMode.SAMPLED)
RAMP = 7
"""Shades of the style sheet for ranked options."""
LABELLED_SHARE = 0.07
"""Narrower parts of a bar have no room for a letter."""


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One persona's score on a scale by one way of answering."""

    voice: Voice
    score: ScaleScore
    mark: Mark | None
    """None where too many answers are missing."""


@dataclass(frozen=True, slots=True)
class ScaleChart:
    """A scale and everybody's scores on it."""

    scale: Scale
    axis: Axis
    by_voice: tuple[tuple[ScoreRow, ...], ...]
    """In the order of the screening, and of ``MODES`` within one voice."""

    @property
    def rows(self) -> tuple[ScoreRow, ...]:
        """Everybody's scores."""
        return tuple(row for rows in self.by_voice for row in rows)


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One persona's criteria: for each rule whether it is met by scored and by sampled answers."""

    voice: Voice
    met: tuple[tuple[bool | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a stacked bar."""

    shade: str
    text: str
    title: str
    share: float


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One persona's answers to one item."""

    voice: Voice
    scored: tuple[Part, ...]
    sampled: tuple[Part, ...]
    result: ItemResult

    @property
    def num_answers(self) -> int:
        """Free answers asked for."""
        return _num_asked(self.result)

    @property
    def median(self) -> float | None:
        """Of the numbers answered."""
        return median(self.result.values) if self.result.values else None


@dataclass(frozen=True, slots=True)
class ItemAnswers:
    """One item and everybody's answers to it."""

    item: Item
    counts: bool
    """Whether it belongs to a scale or a criterion."""
    rows: tuple[AnswerRow, ...]
    shades: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of one persona's free answers."""

    voice: Voice
    num_parsed: int
    num_refused: int
    num_invalid: int
    num_missing: int
    num_skipped: int
    missing_items: tuple[str, ...]
    revisions: tuple[str, ...]
    """Named by the receipts of its answers."""


@dataclass(frozen=True, slots=True)
class ScreeningView:
    """All of it."""

    interpretable: bool
    """Whether the base model passed the competence check."""
    why_not: tuple[str, ...]
    qualities: tuple[Quality, ...]
    flags: tuple[FlagRow, ...]
    scales: tuple[ScaleChart, ...]
    rules: tuple[tuple[str, str], ...]
    """Id and title of every criterion."""
    criteria: tuple[CriterionRow, ...]
    items: tuple[ItemAnswers, ...]
    tallies: tuple[Tally, ...]


def arrange(study: Study, labels: Labels) -> ScreeningView:
    """The screening of a study."""
    instrument, personas = study.instrument, study.screening.personas
    rules = dict.fromkeys((found.id, found.title) for persona in personas for found in persona.criteria)
    base = next((one.competence for one in personas if one.persona == BASE), None)
    return ScreeningView(
        interpretable=study.screening.interpretable,
        why_not=base.reasons if base else (),
        qualities=qualities(personas, labels),
        flags=raised_flags(personas, labels),
        scales=tuple(_scale_chart(scale, personas, labels) for scale in _scales(instrument, personas)),
        rules=tuple(rules),
        criteria=tuple(_criterion_row(persona, [rule for rule, _ in rules], labels) for persona in personas),
        items=tuple(_item_answers(item, instrument, personas, labels) for item in _items(instrument, personas)),
        tallies=tuple(_tally(persona, labels) for persona in personas),
    )


def _scales(instrument: Instrument, personas: Sequence[PersonaScreening]) -> tuple[Scale, ...]:
    """The instrument's scales; any that were scored but are not in it stand for themselves."""
    known = {scale.id: scale for scale in instrument.scales}
    used = dict.fromkeys(score.scale for persona in personas for score in persona.scales)
    return tuple(known.get(id_) or Scale(id=id_, title=id_) for id_ in used)


def _scale_chart(scale: Scale, personas: Sequence[PersonaScreening], labels: Labels) -> ScaleChart:
    by_voice = [
        tuple(
            _score_row(labels.persona(persona.persona), score)
            for mode in MODES
            for score in persona.scales
            if score.scale == scale.id and score.mode == mode
        )
        for persona in personas
    ]
    if scale.maximum > scale.minimum:
        axis = axis_over([], low=scale.minimum, high=scale.maximum)
    else:
        marks = [row.mark for rows in by_voice for row in rows if row.mark]
        axis = axis_over([end for mark in marks for end in (mark.value, mark.low, mark.high) if end is not None])
    return ScaleChart(scale, axis, tuple(rows for rows in by_voice if rows))


def _score_row(voice: Voice, score: ScaleScore) -> ScoreRow:
    shape = "scored" if score.mode == AnswerMode.SCORED else "sampled"
    mark = None if score.value is None else Mark(shape, score.value, score.low, score.high)
    return ScoreRow(voice, score, mark)


def _criterion_row(persona: PersonaScreening, rules: Sequence[str], labels: Labels) -> CriterionRow:
    found: dict[tuple[str, AnswerMode], Criterion] = {(each.id, each.mode): each for each in persona.criteria}

    def met(rule: str, mode: AnswerMode) -> bool | None:
        criterion = found.get((rule, mode))
        return None if criterion is None else criterion.met

    return CriterionRow(
        labels.persona(persona.persona), tuple(tuple(met(rule, mode) for mode in MODES) for rule in rules)
    )


def _items(instrument: Instrument, personas: Sequence[PersonaScreening]) -> tuple[Item, ...]:
    known = {item.id: item for item in instrument.items}
    used = dict.fromkeys(result.item for persona in personas for result in persona.items)
    return tuple(known.get(id_) or Item(id=id_) for id_ in used)


def _item_answers(
    item: Item, instrument: Instrument, personas: Sequence[PersonaScreening], labels: Labels
) -> ItemAnswers:
    shades = tuple(f"rank{_shade(place, len(item.options))}" for place in range(len(item.options)))
    rows = tuple(
        AnswerRow(
            labels.persona(persona.persona), _scored(result, item, shades), _sampled(result, item, shades), result
        )
        for persona in personas
        for result in persona.items
        if result.item == item.id
    )
    return ItemAnswers(item, item.id in _deciding(instrument), rows, shades)


def _deciding(instrument: Instrument) -> set[str]:
    """Items that a scale, a criterion or a flag looks at."""
    scored = {id_ for scale in instrument.scales for id_ in scale.items}
    ruled = {condition.item for rule in instrument.criteria for condition in rule.conditions}
    return scored | ruled | {rule.condition.item for rule in instrument.flags}


def _shade(place: int, num_options: int) -> int:
    """The shade of an option: the lightest for the first, the darkest for the last."""
    return round(place * (RAMP - 1) / max(1, num_options - 1))


def _scored(result: ItemResult, item: Item, shades: Sequence[str]) -> tuple[Part, ...]:
    return tuple(
        _part(shade, option.id, option.text, share)
        for shade, option, share in zip(shades, item.options, result.scored, strict=False)
    )


def _sampled(result: ItemResult, item: Item, shades: Sequence[str]) -> tuple[Part, ...]:
    total = max(1, _num_asked(result) + result.num_skipped)
    if not item.options:
        parts = [Part("parsed", str(len(result.values)), f"{len(result.values)} numbers", len(result.values) / total)]
    else:
        parts = [
            _part(shade, option.id, option.text, number / total)
            for shade, option, number in zip(shades, item.options, result.sampled, strict=False)
        ]
    parts.append(_part("refused", "refused", "refused", result.num_refused / total))
    parts.append(_part("invalid", "no answer", "could not be read as an answer", result.num_invalid / total))
    parts.append(_part("invalid", "blank", "blank", result.num_missing / total))
    parts.append(_part("skipped", "not asked", "not asked, by a skip rule", result.num_skipped / total))
    return tuple(part for part in parts if part.share)


def _part(shade: str, text: str, title: str, share: float) -> Part:
    room = LABELLED_SHARE * max(1.0, len(text) / 2)
    return Part(shade, text if share >= room else "", f"{title}: {percent(share)}", share)


def _num_parsed(result: ItemResult) -> int:
    return sum(result.sampled) + len(result.values)


def _num_asked(result: ItemResult) -> int:
    if result.given:
        return len(result.given) - result.num_skipped
    return _num_parsed(result) + result.num_refused + result.num_invalid + result.num_missing


def _tally(persona: PersonaScreening, labels: Labels) -> Tally:
    receipts = [receipt for item in persona.items for receipt in (item.scored_receipt, item.sampled_receipt) if receipt]
    return Tally(
        voice=labels.persona(persona.persona),
        num_parsed=sum(_num_parsed(item) for item in persona.items),
        num_refused=sum(item.num_refused for item in persona.items),
        num_invalid=sum(item.num_invalid for item in persona.items),
        num_missing=sum(item.num_missing for item in persona.items),
        num_skipped=sum(item.num_skipped for item in persona.items),
        missing_items=tuple(dict.fromkeys(id_ for score in persona.scales for id_ in score.missing_items)),
        revisions=tuple(dict.fromkeys(receipt.revision for receipt in receipts if receipt.revision)),
    )
