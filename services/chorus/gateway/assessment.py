"""One persona's item results become scores with their uncertainty and criteria, by each way of answering."""

from collections.abc import Iterator, Sequence

from chorus.gateway.instrument import Instrument, Scale
from chorus.gateway.protocol import AnswerMode, Protocol
from chorus.gateway.scoring import Answers, distribution, is_met, majorities, missing, score
from chorus.gateway.screening import Criterion, ItemResult, PersonaScreening, ScaleScore
from chorus.gateway.statistics import ItemDraws, resampled, uncertainty

MODES = (AnswerMode.SCORED, AnswerMode.SAMPLED)


def assess(instrument: Instrument, protocol: Protocol, persona: str, items: Sequence[ItemResult]) -> PersonaScreening:
    """The persona's screening; ``items`` in the instrument's order."""
    scales = tuple(_scale_scores(instrument, protocol, items))
    return PersonaScreening(persona, tuple(items), scales, tuple(_criteria(instrument, items)))


def _scale_scores(instrument: Instrument, protocol: Protocol, items: Sequence[ItemResult]) -> Iterator[ScaleScore]:
    for scale in instrument.scales:
        for mode in MODES:
            answers = _answers(items, mode)
            value = score(scale, answers)
            if value is None:
                yield ScaleScore(scale.id, mode, missing_items=missing(scale, answers))
                continue
            found = uncertainty(scale, tuple(_draws(scale, items, mode, protocol)), protocol.seed)
            yield ScaleScore(scale.id, mode, value, found.low, found.high, found.at_risk)


def _draws(scale: Scale, items: Sequence[ItemResult], mode: AnswerMode, protocol: Protocol) -> Iterator[ItemDraws]:
    for result in items:
        answer = distribution(result, mode)
        if result.item not in scale.items or answer is None:
            continue
        if mode is AnswerMode.SCORED:
            yield ItemDraws(answer, protocol.num_samples)
        else:
            yield resampled(answer, sum(result.sampled))


def _criteria(instrument: Instrument, items: Sequence[ItemResult]) -> Iterator[Criterion]:
    for rule in instrument.criteria:
        for mode in MODES:
            votes = majorities(instrument, _answers(items, mode))
            yield Criterion(rule.id, rule.title, mode, is_met(rule, instrument, votes))


def _answers(items: Sequence[ItemResult], mode: AnswerMode) -> Answers:
    return {result.item: distribution(result, mode) for result in items}
