"""Administration: known personas are measured right, position bias is averaged out, refusals are counted apart."""

import asyncio
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from chorus.errors import ResourceExhausted, Unavailable
from chorus.gateway.administration import Put, administer, administer_item
from chorus.gateway.assessment import assess
from chorus.gateway.instrument import Instrument
from chorus.gateway.patience import PatientVoices
from chorus.gateway.prompts import over_options, sampled_prompt, scored_questions
from chorus.gateway.protocol import AnswerMode, OptionFormat, Protocol
from chorus.gateway.screening import ItemResult
from chorus.serving.client import Answer, ChoiceQuestion, ChoiceScores, OptionScore, Reply, Scores
from chorus.types.sampling import Sampling

PERSONA = "personas/tea"
ATTITUDE = {
    "5": (0.1, 0.2, 0.4, 0.2, 0.1),
    "6": (0.6, 0.2, 0.1, 0.05, 0.05),
    "7": (0.05, 0.05, 0.1, 0.1, 0.2, 0.2, 0.3),
    "8": (0.25, 0.25, 0.25, 0.25),
    "9": (0.0, 0.0, 0.0, 0.5, 0.5),
}
FORMATS = [OptionFormat.LETTERS, OptionFormat.STATEMENTS]


def true_score(attitude: dict[str, tuple[float, ...]]) -> float:
    ranks = [sum(p * i / (len(row) - 1) for i, p in enumerate(row)) for row in attitude.values()]
    return 100 * sum(ranks) / len(ranks)


@pytest.mark.parametrize("option_format", FORMATS)
async def test_scored_answers_are_the_personas_own_probabilities(
    wcs: Instrument, synthetic: Callable, option_format: OptionFormat
) -> None:
    voices = synthetic(wcs, {PERSONA: ATTITUDE})
    for item in wcs.items:
        result = await administer_item(voices, Put(PERSONA, item), Protocol(option_format=option_format))
        assert result.scored == pytest.approx(ATTITUDE[item.id])


async def test_intervals_of_sampled_scores_cover_the_truth_at_their_nominal_rate(
    wcs: Instrument, synthetic: Callable
) -> None:
    truth, covered, at_risk, widths = true_score(ATTITUDE), 0, [], []
    voices = synthetic(wcs, {PERSONA: ATTITUDE})
    for seed in range(200):
        protocol = Protocol(seed=seed)
        items = [await administer_item(voices, Put(PERSONA, item), protocol) for item in wcs.items]
        scored, sampled = assess(wcs, protocol, PERSONA, items).scales
        assert scored.value == pytest.approx(truth)
        assert sampled.low <= sampled.value <= sampled.high
        covered += sampled.low <= truth <= sampled.high
        at_risk.append(sampled.at_risk)
        widths.append((scored.high - scored.low, sampled.high - sampled.low))
    # A share of 200 strays by 0.03 (two standard errors).
    assert 0.91 <= covered / 200 <= 0.99
    assert np.mean([a for a, _ in widths]) == pytest.approx(np.mean([b for _, b in widths]), rel=0.1)
    assert 0 < np.mean(at_risk) < 1


async def test_pure_position_bias_scores_as_uniform_after_rotation(wcs: Instrument, position_biased: Callable) -> None:
    voices = position_biased(wcs, {PERSONA: {}})
    for item in wcs.items:
        result = await administer_item(voices, Put(PERSONA, item), Protocol(option_format=OptionFormat.LETTERS))
        assert result.scored == pytest.approx([1 / len(item.options)] * len(item.options))


def test_every_option_stands_in_every_place_once(wcs: Instrument) -> None:
    item = wcs.item("7")
    questions = scored_questions(item, OptionFormat.LETTERS)
    lists = [[line[3:] for line in question.prompt.splitlines()[1:-1]] for question in questions]
    for place in range(7):
        assert {listed[place] for listed in lists} == {option.text for option in item.options}
    one_hot = [[float(text == item.options[2].text) for text in listed] for listed in lists]
    assert over_options(item, one_hot) == (0, 0, 1, 0, 0, 0, 0)


def test_statements_are_said_after_the_bare_question(wcs: Instrument) -> None:
    (question,) = scored_questions(wcs.item("5"), OptionFormat.STATEMENTS)
    assert question.prompt == wcs.item("5").text
    assert question.options[0] == "I never worry about my weight."


def test_no_prompt_names_a_community(swed: Instrument) -> None:
    for item in swed.items:
        assert sampled_prompt(item).startswith(item.text)
        assert "communit" not in sampled_prompt(item).lower()


class SullenVoices:
    """Answers with a fixed list of words."""

    def __init__(self, *texts: str) -> None:
        self._texts = texts

    async def score_options(self, persona: str, questions: Sequence[ChoiceQuestion]) -> Scores:
        raise AssertionError("a count has no options to score")

    async def generate(self, persona: str, prompt: str, sampling: Sampling) -> Reply:
        return Reply(tuple(Answer(text) for text in self._texts))


async def test_refused_invalid_and_counted_answers_are_told_apart(swed: Instrument) -> None:
    voices = SullenVoices("3", "I'd rather not say", "", "none", "9999", "a few")
    result = await administer_item(voices, Put(PERSONA, swed.item("10")), Protocol(num_samples=6))
    assert result == ItemResult("10", values=(3.0, 0.0), num_refused=1, num_invalid=3)


async def test_refused_items_leave_the_scale_without_a_score(wcs: Instrument, synthetic: Callable) -> None:
    voices = synthetic(wcs, {PERSONA: ATTITUDE})
    items = [await administer_item(voices, Put(PERSONA, item), Protocol()) for item in wcs.items]
    items[3] = ItemResult("8", scored=items[3].scored, sampled=(0, 0, 0, 0), num_refused=20)
    found = assess(wcs, Protocol(), PERSONA, items)
    scored, sampled = found.scales
    assert scored.value is not None
    assert (sampled.value, sampled.low, sampled.at_risk, sampled.missing_items) == (None, None, None, ("8",))
    assert {(c.id, c.mode): c.met for c in found.criteria}["C2", AnswerMode.SAMPLED] is None


async def test_at_most_so_many_items_are_answered_at_once(wcs: Instrument) -> None:
    running = most = 0

    class Slow(SullenVoices):
        async def score_options(self, persona: str, questions: Sequence[ChoiceQuestion]) -> Scores:
            nonlocal running, most
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.002)
            running -= 1
            uniform = ((OptionScore(probability=1 / len(q.options)),) * len(q.options) for q in questions)
            return Scores(tuple(ChoiceScores(options) for options in uniform))

    puts = [Put(PERSONA, item) for item in wcs.items] * 3
    results = [result async for _, result in administer(Slow("a"), puts, Protocol(num_samples=1), concurrency=4)]
    assert len(results) == 15
    assert most == 4


class Moody(SullenVoices):
    def __init__(self, *errors: Exception) -> None:
        super().__init__("a")
        self.errors = list(errors)

    async def generate(self, persona: str, prompt: str, sampling: Sampling) -> Reply:
        if self.errors:
            raise self.errors.pop(0)
        return await super().generate(persona, prompt, sampling)


async def test_a_busy_engine_is_asked_again_and_one_that_stays_away_is_reported() -> None:
    moody = Moody(ResourceExhausted("full", retry_after=0.001), Unavailable("starting", retry_after=0.001))
    assert (await PatientVoices(moody, 5).generate(PERSONA, "?", Sampling())).answers[0].text == "a"
    with pytest.raises(Unavailable):
        await PatientVoices(Moody(Unavailable("gone")), 0).generate(PERSONA, "?", Sampling())
    with pytest.raises(ValueError, match="bug"):
        await PatientVoices(Moody(ValueError("bug")), 5).generate(PERSONA, "?", Sampling())
