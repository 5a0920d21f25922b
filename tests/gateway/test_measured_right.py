"""A persona whose probabilities are known is measured right, from the prompts to the intervals."""

from collections.abc import Callable

import pytest

from chorus.gateway.administration import Put, administer_item
from chorus.gateway.assessment import assess
from chorus.gateway.instrument import Instrument
from chorus.gateway.protocol import AnswerMode, Protocol
from chorus.serving.client import Persona, PersonaKind

PERSONA = "personas/tea"
TEA = Persona(PERSONA, PersonaKind.FINETUNED, "communities/tea", revision="r1", base_model_digest="b1")
REPETITIONS = 500

MIXED = {
    "5": (0.1, 0.2, 0.4, 0.2, 0.1),
    "6": (0.6, 0.2, 0.1, 0.05, 0.05),
    "7": (0.05, 0.05, 0.1, 0.1, 0.2, 0.2, 0.3),
    "8": (0.25, 0.25, 0.25, 0.25),
    "9": (0.0, 0.0, 0.0, 0.5, 0.5),
}
AT_EASE = {"5": (0.9, 0.1, 0, 0, 0), "6": (0.9, 0, 0, 0, 0.1), "8": (0.95, 0.05, 0, 0), "9": (0.85, 0.1, 0.05, 0, 0)}
TORN = {"5": (0.5, 0, 0, 0, 0.5), "6": (0.5, 0, 0, 0, 0.5), "8": (0.5, 0, 0, 0.5), "9": (0.5, 0, 0, 0, 0.5)}


@pytest.mark.parametrize("attitude", [MIXED, AT_EASE, TORN], ids=["mixed", "at ease", "torn"])
async def test_intervals_cover_the_truth_at_their_nominal_rate(
    wcs: Instrument, synthetic: Callable, attitude: dict[str, tuple[float, ...]]
) -> None:
    voices = synthetic(wcs, {PERSONA: attitude})
    truth, covered = true_score(wcs, attitude), 0
    sampled = Protocol(modes=(AnswerMode.SAMPLED,))
    for seed in range(REPETITIONS):
        protocol = Protocol(seed=seed, modes=sampled.modes)
        items = [await administer_item(voices, Put(TEA, item), wcs, protocol, {}) for item in wcs.items]
        (score,) = assess(wcs, protocol, PERSONA, items).scales
        assert score.low <= score.value <= score.high
        covered += score.low <= truth <= score.high
    # Nominally 95%; the share of 500 strays by 1% (standard error).
    assert 0.92 <= covered / REPETITIONS <= 0.98


async def test_scored_answers_are_the_truth_itself(wcs: Instrument, synthetic: Callable) -> None:
    voices = synthetic(wcs, {PERSONA: MIXED})
    protocol = Protocol(modes=(AnswerMode.SCORED,))
    items = [await administer_item(voices, Put(TEA, item), wcs, protocol, {}) for item in wcs.items]
    (score,) = assess(wcs, protocol, PERSONA, items).scales
    assert score.value == pytest.approx(true_score(wcs, MIXED))


def true_score(wcs: Instrument, attitude: dict[str, tuple[float, ...]]) -> float:
    """What endless answers would score; items that are left out are answered uniformly."""
    ranks = []
    for item in wcs.items:
        count = len(item.options)
        row = attitude.get(item.id, [1 / count] * count)
        ranks.append(sum(share * place / (count - 1) for place, share in enumerate(row)))
    return 100 * sum(ranks) / len(ranks)
