"""Personas held against each other, scale by scale.

*Sampled* scores are compared over respondents' sheets: permutation tests of every pair, corrected over all scales and pairs at
once; ranks with their bootstrap. *Scored* ones are exact: their differences and ranks are given as they are, and nothing is
tested, for nothing is drawn. Neither says how the difference would change with other wordings, adapters or base models.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from chorus.errors import FailedPrecondition, InvalidArgument
from chorus.gateway.comparison import (
    Comparison,
    ComparisonRequest,
    CriterionAgreement,
    ModeAgreement,
    Pair,
    Ranked,
    ScaleComparison,
    Stability,
)
from chorus.gateway.instrument import Instrument, Scale
from chorus.gateway.pairing import Row, drawn, pair_of, rows_of
from chorus.gateway.protocol import AnswerMode
from chorus.gateway.reliability import alpha, omega
from chorus.gateway.resampling import corrected, pairing_p, ranks_of
from chorus.gateway.screening import PersonaScreening, Screening
from chorus.gateway.shifting import held_against, in_words, shifts
from chorus.gateway.statistics import Array
from chorus.serving.client import BASE

MAX_COMPARED = 40
MIN_WITH_CRITERION = 4

CORRECTED = (
    "A difference is clear where it stays so after correction for all tests that were made (Benjamini and Hochberg)."
)
EXACT = (
    "Differences of scored answers are exact and not tested: nothing about them is by chance but wording and weights."
)


def compare(
    request: ComparisonRequest,
    screenings: Sequence[Screening],
    instrument: Instrument,
    against: Sequence[Screening] = (),
) -> Comparison:
    """Compare all personas of ``screenings``, which are of one protocol, and each with itself in ``against``, of another.

    ``InvalidArgument`` for what does not fit, ``FailedPrecondition`` for screenings that were not measured alike.
    """
    personas = _everybody(screenings, "screenings")
    others = _everybody(against, "against") if against else ()
    if against:
        held_against(screenings[0], personas, against[0], others)
    known = _checked(request, [one.persona for one in personas])
    random = np.random.default_rng(request.seed)
    modes = [mode for mode in (AnswerMode.SCORED, AnswerMode.SAMPLED) if mode in screenings[0].protocol.modes]
    scales = [
        _compare(scale, mode, personas, others, instrument, known, random)
        for scale in instrument.scales
        for mode in modes
    ]
    scales, num_tests = _corrected(scales, request.level)
    return Comparison(
        instrument.name,
        screenings[0].protocol_hash,
        tuple(one.persona for one in personas),
        tuple(scales),
        tuple(_agreement(scale, personas) for scale in instrument.scales) if len(modes) > 1 else (),
        request.level,
        num_tests,
        tuple(dict.fromkeys(_notes(screenings, against))),
        all(one.interpretable for one in (*screenings, *against)),
    )


def _notes(screenings: Sequence[Screening], against: Sequence[Screening]) -> Iterator[str]:
    for one in (*screenings, *against):
        yield from one.notes
    yield CORRECTED
    yield EXACT
    if against:
        yield in_words(screenings[0].protocol, against[0].protocol)


def _everybody(screenings: Sequence[Screening], field: str) -> tuple[PersonaScreening, ...]:
    """The personas of all screenings, each once, the base control last."""
    if not screenings:
        raise InvalidArgument("name at least one screening", field=field)
    different = [one.name for one in screenings if one.protocol_hash != screenings[0].protocol_hash]
    if different:
        raise FailedPrecondition(
            f"{different[0]} was not measured as {screenings[0].name} was: another instrument or protocol; "
            "compare screenings of one protocol hash",
            field=field,
        )
    found: dict[str, PersonaScreening] = {}
    for one in (persona for screening in screenings for persona in screening.personas):
        if found.setdefault(one.persona, one).revision != one.revision:
            raise FailedPrecondition(
                f"{one.persona} was screened with two revisions; compare screenings of one of them", field=field
            )
    if len(found) > MAX_COMPARED:
        raise InvalidArgument(f"at most {MAX_COMPARED} personas in one comparison", field=field)
    return tuple(sorted(found.values(), key=lambda one: one.persona == BASE))


def _checked(request: ComparisonRequest, personas: Sequence[str]) -> Mapping[str, float]:
    """The criterion by persona."""
    if request.seed < 0:
        raise InvalidArgument("seed must be 0 or more", field="seed")
    if not 0 < request.level < 1:
        raise InvalidArgument("level must lie between 0 and 1, for example 0.05", field="level")
    criterion = request.criterion
    known = {one.persona: one.value for one in criterion}
    if len(known) < len(criterion):
        raise InvalidArgument("the criterion has a persona twice", field="criterion")
    for persona, value in known.items():
        if persona not in personas:
            raise InvalidArgument(f"{persona[:200]} was not screened here", field="criterion")
        if not np.isfinite(value):
            raise InvalidArgument(f"the criterion of {persona} is no number", field="criterion")
    if criterion and len(known) < MIN_WITH_CRITERION:
        raise InvalidArgument(
            f"a criterion is of {MIN_WITH_CRITERION} personas or more; of fewer every order is likely by chance",
            field="criterion",
        )
    return known


def _compare(
    scale: Scale,
    mode: AnswerMode,
    personas: Sequence[PersonaScreening],
    others: Sequence[PersonaScreening],
    instrument: Instrument,
    known: Mapping[str, float],
    random: np.random.Generator,
) -> ScaleComparison:
    rows = list(rows_of(scale, mode, personas, instrument))
    replicates = {row.persona: drawn(row, random) for row in rows}
    found = ScaleComparison(
        scale.id,
        mode,
        tuple(_ranking(rows, replicates)),
        tuple(
            pair_of(one, other, (replicates[one.persona], replicates[other.persona]), random)
            for one, other in combinations(rows, 2)
        ),
        criterion=_criterion(rows, known, random),
        shifts=tuple(shifts(rows, replicates, rows_of(scale, mode, others, instrument), random)),
    )
    if mode is AnswerMode.SCORED:
        return found
    added = np.concatenate([row.sheets.added for row in rows if row.sheets] or [np.zeros((0, len(scale.items)))])
    return replace(found, alpha=alpha(added), omega=omega(added), stability=_stability(rows))


def _ranking(rows: Sequence[Row], replicates: Mapping[str, Array]) -> Iterator[Ranked]:
    if not rows:
        return
    values = np.stack(np.broadcast_arrays(*(replicates[row.persona] for row in rows)))
    replicated, ranks = ranks_of(values), ranks_of(np.asarray([row.value for row in rows]))
    for row, rank, by_replicate in sorted(zip(rows, ranks, replicated, strict=True), key=lambda one: one[1]):
        low, high = np.quantile(by_replicate, (0.025, 0.975), method="closest_observation")
        highest = float(np.mean(by_replicate == 1))
        yield Ranked(row.persona, row.value, int(rank), int(low), int(high), highest)


def _criterion(
    rows: Sequence[Row], known: Mapping[str, float], random: np.random.Generator
) -> CriterionAgreement | None:
    both = [(row.value, known[row.persona]) for row in rows if row.persona in known]
    values, coded = (np.asarray(column) for column in zip(*both, strict=True)) if both else (np.zeros(0), np.zeros(0))
    if len(both) < MIN_WITH_CRITERION or not values.std() or not coded.std():
        return None
    return CriterionAgreement(
        len(both), *pairing_p(values, coded, "spearman", random), *pairing_p(values, coded, "kendall", random)
    )


def _stability(rows: Sequence[Row]) -> Stability | None:
    by_seed = [(row.persona, row.score.seed_values) for row in rows if len(row.score.seed_values) > 1]
    if not by_seed:
        return None
    values = np.asarray([seeds for _, seeds in by_seed])
    deviation = float(np.sqrt(values.var(axis=1, ddof=1).mean()))
    return Stability(values.shape[1], deviation, _icc(values))


def _icc(values: Array) -> float | None:
    """ICC(A,1) of personas × seeds."""
    if len(values) < 3 or not values.std():
        return None
    import pandas as pd
    import pingouin

    rows = [(persona, seed, value) for (persona, seed), value in np.ndenumerate(values)]
    data = pd.DataFrame(rows, columns=["persona", "seed", "value"])
    found = pingouin.intraclass_corr(data=data, targets="persona", raters="seed", ratings="value").set_index("Type")
    return float(found.loc["ICC(A,1)", "ICC"])


def _corrected(scales: Sequence[ScaleComparison], level: float) -> tuple[list[ScaleComparison], int]:
    """The comparisons with every p corrected for the number of all."""
    ps = [pair.p for scale in scales for pair in (*scale.pairs, *scale.shifts) if pair.p is not None]
    qs = iter(corrected(ps))

    def judged(pair: Pair) -> Pair:
        q = None if pair.p is None else next(qs)
        return replace(pair, q=q, clear=q is not None and q <= level)

    found = []
    for scale in scales:
        pairs = tuple(map(judged, scale.pairs))
        found.append(replace(scale, pairs=pairs, shifts=tuple(map(judged, scale.shifts))))
    return found, len(ps)


def _agreement(scale: Scale, personas: Sequence[PersonaScreening]) -> ModeAgreement:
    values = [
        {score.mode: score.value for score in persona.scales if score.scale == scale.id and score.value is not None}
        for persona in personas
    ]
    both = np.asarray([list(found.values()) for found in values if len(found) == 2]).reshape(-1, 2)
    items = [
        one.agreement
        for persona in personas
        for one in persona.statistics
        if one.item in scale.items and one.agreement is not None
    ]
    varies = len(both) >= 3 and bool(both.std(axis=0).all())
    return ModeAgreement(
        scale.id, len(both), _spearman(both) if varies else None, float(np.mean(items)) if items else None
    )


def _spearman(both: Array) -> float:
    from scipy.stats import spearmanr

    return float(spearmanr(both[:, 0], both[:, 1]).statistic)
