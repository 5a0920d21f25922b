"""One persona's item results become scores with their uncertainty, criteria and flags, by each way of answering."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from chorus.gateway.criteria import flag, is_met, votes
from chorus.gateway.instrument import Instrument, Scale
from chorus.gateway.item_statistics import item_statistics
from chorus.gateway.protocol import BOTH, AnswerMode, Arrangement, Protocol
from chorus.gateway.reliability import alpha, omega
from chorus.gateway.scoring import answers, band, contributions, missing, score
from chorus.gateway.screening import Criterion, Flag, ItemResult, PersonaScreening, ScaleScore
from chorus.gateway.sheets import sheets
from chorus.gateway.skipping import applied
from chorus.gateway.statistics import ItemDraws, Uncertainty, resampled, uncertainty, uncertainty_over_sheets
from chorus.gateway.tally import by_seed


def assess(instrument: Instrument, protocol: Protocol, persona: str, items: Sequence[ItemResult]) -> PersonaScreening:
    """The persona's screening; ``items`` in the instrument's order, as they were answered: skip rules are applied here."""
    results = applied(instrument, items)
    modes = tuple(mode for mode in BOTH if mode in protocol.modes)
    return PersonaScreening(
        persona,
        results,
        scales=tuple(
            _scale_score(scale, instrument, protocol, results, m) for scale in instrument.scales for m in modes
        ),
        criteria=tuple(_criteria(instrument, results, modes)),
        flags=tuple(_flags(instrument, results, modes)),
        statistics=tuple(item_statistics(instrument.item(result.item), result) for result in results),
    )


def _scale_score(
    scale: Scale, instrument: Instrument, protocol: Protocol, results: Sequence[ItemResult], mode: AnswerMode
) -> ScaleScore:
    given = answers(instrument, results, mode)
    value = score(scale, instrument, given)
    if value is None:
        return ScaleScore(scale.id, mode, missing_items=missing(scale, given))
    found = _uncertainty(scale, instrument, protocol, results, mode)
    scored = ScaleScore(scale.id, mode, value, found.low, found.high, found.at_risk, band=band(scale, value))
    if mode is AnswerMode.SCORED:
        return scored
    hang_together = protocol.arrangement is Arrangement.BATTERY
    added = sheets(scale, instrument, results).added
    return replace(
        scored,
        alpha=alpha(added) if hang_together else None,
        omega=omega(added) if hang_together else None,
        seed_values=_seed_values(scale, instrument, protocol, results),
    )


def _uncertainty(
    scale: Scale, instrument: Instrument, protocol: Protocol, results: Sequence[ItemResult], mode: AnswerMode
) -> Uncertainty:
    if mode is AnswerMode.SAMPLED and protocol.arrangement is Arrangement.BATTERY:
        whole = sheets(scale, instrument, results)
        if whole.are_enough:
            return uncertainty_over_sheets(scale, whole.scores, protocol.seed)
    return uncertainty(scale, tuple(_draws(scale, instrument, protocol, results, mode)), protocol.seed)


def _draws(
    scale: Scale, instrument: Instrument, protocol: Protocol, results: Sequence[ItemResult], mode: AnswerMode
) -> Iterator[ItemDraws]:
    given = answers(instrument, results, mode)
    for result in results:
        answer = given.get(result.item)
        if result.item not in scale.items or answer is None:
            continue
        adds = contributions(scale, instrument.item(result.item))
        if mode is AnswerMode.SCORED:
            yield ItemDraws(answer, adds, protocol.num_respondents)
        else:
            yield resampled(answer, adds, sum(result.sampled) + result.num_skipped)


def _seed_values(
    scale: Scale, instrument: Instrument, protocol: Protocol, results: Sequence[ItemResult]
) -> tuple[float, ...]:
    """The score by each seed; empty with one seed, and where by one of them an item is missing."""
    if protocol.num_seeds == 1:
        return ()
    seeds = by_seed(instrument, results, protocol.num_samples)
    values = [score(scale, instrument, answers(instrument, seed, AnswerMode.SAMPLED)) for seed in seeds]
    known = tuple(value for value in values if value is not None)
    return known if len(known) == len(values) else ()


def _criteria(
    instrument: Instrument, results: Sequence[ItemResult], modes: Sequence[AnswerMode]
) -> Iterator[Criterion]:
    given = {mode: votes(instrument, results, mode) for mode in modes}
    for rule in instrument.criteria:
        for mode in modes:
            yield Criterion(rule.id, rule.title, mode, is_met(rule, instrument, given[mode]))


def _flags(instrument: Instrument, results: Sequence[ItemResult], modes: Sequence[AnswerMode]) -> Iterator[Flag]:
    for rule in instrument.flags:
        for mode in modes:
            yield flag(rule, instrument, results, mode)
