"""Administration: known personas are measured right, position bias is averaged out, refusals are counted apart."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from chorus.errors import ResourceExhausted, Unavailable
from chorus.gateway.administration import Put, administer, administer_item
from chorus.gateway.assessment import assess
from chorus.gateway.instrument import Condition, Instrument, Item, ItemKind, Option
from chorus.gateway.parsing import REFUSED
from chorus.gateway.patience import PatientVoices
from chorus.gateway.prompts import LETTER_ONLY, Lead, answer_form, over_options, sampled_prompt, scored_questions
from chorus.gateway.protocol import AnswerMode, Arrangement, Framing, OptionFormat, Protocol
from chorus.gateway.tally import tally
from chorus.serving.client import (
    FREE,
    Answer,
    ChoiceQuestion,
    ChoiceScores,
    OptionScore,
    Persona,
    PersonaKind,
    Reply,
    Scores,
    Structure,
)
from chorus.types.sampling import Sampling

PERSONA = "personas/tea"
TEA = Persona(PERSONA, PersonaKind.FINETUNED, "communities/tea", "Tea drinkers", "r1", "b1")
ATTITUDE = {
    "5": (0.1, 0.2, 0.4, 0.2, 0.1),
    "6": (0.6, 0.2, 0.1, 0.05, 0.05),
    "7": (0.05, 0.05, 0.1, 0.1, 0.2, 0.2, 0.3),
    "8": (0.25, 0.25, 0.25, 0.25),
    "9": (0.0, 0.0, 0.0, 0.5, 0.5),
}
FORMATS = [OptionFormat.LETTERS, OptionFormat.STATEMENTS, OptionFormat.TEXTS]
LETTERS = Protocol(option_format=OptionFormat.LETTERS)


def true_score(attitude: dict[str, tuple[float, ...]]) -> float:
    ranks = [sum(p * i / (len(row) - 1) for i, p in enumerate(row)) for row in attitude.values()]
    return 100 * sum(ranks) / len(ranks)


@pytest.mark.parametrize("option_format", FORMATS)
async def test_scored_answers_are_the_personas_own_probabilities(
    wcs: Instrument, synthetic: Callable, option_format: OptionFormat
) -> None:
    voices = synthetic(wcs, {PERSONA: ATTITUDE})
    for item in wcs.items:
        result = await administer_item(voices, Put(TEA, item), wcs, Protocol(option_format=option_format), {})
        assert result.scored == pytest.approx(ATTITUDE[item.id])


async def test_both_intervals_are_of_one_width_and_risk_is_a_share(wcs: Instrument, synthetic: Callable) -> None:
    voices = synthetic(wcs, {PERSONA: ATTITUDE})
    at_risk, widths = [], []
    for seed in range(30):
        protocol = Protocol(seed=seed)
        items = [await administer_item(voices, Put(TEA, item), wcs, protocol, {}) for item in wcs.items]
        scored, sampled = assess(wcs, protocol, PERSONA, items).scales
        at_risk.append(sampled.at_risk)
        widths.append((scored.high - scored.low, sampled.high - sampled.low))
    assert np.mean([a for a, _ in widths]) == pytest.approx(np.mean([b for _, b in widths]), rel=0.1)
    assert 0 < np.mean(at_risk) < 1


@pytest.mark.parametrize("option_format", [OptionFormat.LETTERS, OptionFormat.TEXTS])
async def test_pure_position_bias_is_reported_and_scores_as_uniform_after_rotation(
    wcs: Instrument, position_biased: Callable, option_format: OptionFormat
) -> None:
    voices = position_biased(wcs, {PERSONA: {}})
    for item in wcs.items:
        count = len(item.options)
        result = await administer_item(voices, Put(TEA, item), wcs, Protocol(option_format=option_format), {})
        assert result.scored == pytest.approx([1 / count] * count)
        weights = np.array([0.5**place for place in range(count)])
        assert result.places == pytest.approx(weights / weights.sum())


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

    async def generate(self, persona: str, prompt: str, sampling: Sampling, *form: object) -> Reply:
        return Reply(tuple(Answer(text) for text in self._texts))


async def test_refused_invalid_and_counted_answers_are_told_apart(swed: Instrument) -> None:
    voices = SullenVoices("3", "I'd rather not say", "", "none", "9999", "a few")
    result = await administer_item(voices, Put(TEA, swed.item("10")), swed, Protocol(num_samples=6), {})
    assert (result.values, result.num_refused, result.num_invalid, result.num_missing) == ((3.0, 0.0), 1, 2, 1)
    assert [one.counts for one in result.given] == [True, False, False, True, False, False]


async def test_refused_items_leave_the_scale_without_a_score(wcs: Instrument, synthetic: Callable) -> None:
    voices = synthetic(wcs, {PERSONA: ATTITUDE})
    items = [await administer_item(voices, Put(TEA, item), wcs, Protocol(), {}) for item in wcs.items]
    items[3] = replace(tally(wcs.item("8"), [REFUSED] * 50), scored=items[3].scored)
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

    personas = [Persona(f"personas/{name}") for name in ("a", "b", "c")]
    protocol = Protocol(num_samples=1)
    results = [result async for _, result in administer(Slow("a"), personas, wcs, protocol, {}, concurrency=4)]
    assert len(results) == 15
    assert most == 4


class Moody(SullenVoices):
    def __init__(self, *errors: Exception) -> None:
        super().__init__("a")
        self.errors = list(errors)

    async def generate(self, persona: str, prompt: str, sampling: Sampling, *form: object) -> Reply:
        if self.errors:
            raise self.errors.pop(0)
        return await super().generate(persona, prompt, sampling, *form)


async def test_a_busy_engine_is_asked_again_and_one_that_stays_away_is_reported() -> None:
    moody = Moody(ResourceExhausted("full", retry_after=0.001), Unavailable("starting", retry_after=0.001))
    assert (await PatientVoices(moody, 5).generate(PERSONA, "?", Sampling(), (), FREE)).answers[0].text == "a"
    with pytest.raises(Unavailable):
        await PatientVoices(Moody(Unavailable("gone")), 0).generate(PERSONA, "?", Sampling(), (), FREE)
    with pytest.raises(ValueError, match="bug"):
        await PatientVoices(Moody(ValueError("bug")), 5).generate(PERSONA, "?", Sampling(), (), FREE)


def test_numbers_are_asked_for_in_a_form_and_all_else_is_free(swed: Instrument) -> None:
    forms = {item.id: answer_form(item) for item in swed.items}
    assert forms["10"] == Structure(regex="[0-9]{1,3}")
    assert forms["2"] == Structure(regex=r"[0-9]{1,3}(\.[0-9])?")
    assert forms["5"] == FREE
    cold = Item("t", "How cold is it?", ItemKind.NUMERIC, minimum=-40, maximum=50)
    assert answer_form(cold).regex.startswith("-?[0-9]{1,2}")


async def test_numbers_reach_the_persona_in_their_form(swed: Instrument, synthetic: Callable) -> None:
    voices = synthetic(swed, {PERSONA: {}})
    result = await administer_item(voices, Put(TEA, swed.item("2")), swed, Protocol(), {})
    assert voices.structures == [answer_form(swed.item("2"))]
    assert (result.scored, result.values) == ((), (70.0,) * 50)


def test_framings_and_instructions_go_before_the_question() -> None:
    honest = Lead(framing=Framing.HONEST, instructions="Over the last two weeks.").before("Tea?")
    assert honest.splitlines()[1:] == ["Over the last two weeks.", "Tea?"]
    assert "Nobody will ever know" in honest
    assert "thought well of" in Lead(framing=Framing.DESIRABLE).before("Tea?")
    assert Lead().before("Tea?") == "Tea?"


async def test_a_community_is_named_only_where_the_protocol_says_so(wcs: Instrument, synthetic: Callable) -> None:
    voices = synthetic(wcs, {PERSONA: {}})
    for protocol in (Protocol(), Protocol(name_community=True)):
        await administer_item(voices, Put(TEA, wcs.item("5")), wcs, protocol, {})
    told = ["Tea drinkers" in prompt for _, prompt in voices.questions]
    assert told == [False, False, True, True]


async def test_only_the_ways_of_answering_that_are_asked_for_are_used(wcs: Instrument, synthetic: Callable) -> None:
    voices = synthetic(wcs, {PERSONA: ATTITUDE})
    put = Put(TEA, wcs.item("5"))
    scored = await administer_item(voices, put, wcs, Protocol(modes=(AnswerMode.SCORED,)), {})
    sampled = await administer_item(voices, put, wcs, Protocol(modes=(AnswerMode.SAMPLED,)), {})
    assert (scored.given, scored.sampled_receipt) == ((), None)
    assert (sampled.scored, sampled.scored_receipt, sum(sampled.sampled)) == ((), None, 50)


def with_paraphrases(wcs: Instrument) -> Instrument:
    first = replace(wcs.items[0], paraphrases=("Does your weight worry you?", "Is your weight a worry?"))
    return replace(wcs, items=(first, *wcs.items[1:]))


async def test_paraphrases_are_averaged_when_scored_and_take_turns_when_sampled(
    wcs: Instrument, synthetic: Callable
) -> None:
    reworded = with_paraphrases(wcs)

    class Wavering(synthetic):  # type: ignore[misc]
        def _attitude(self, persona: str, item: str) -> Sequence[float]:
            return self.now

        def _row(self, persona: str, question: ChoiceQuestion) -> list[float]:
            self.now = (1, 0, 0, 0, 0) if "a worry" in question.prompt else (0, 0, 0, 0, 1)
            return super()._row(persona, question)

        def _say(self, persona: str, prompt: str, sampling: Sampling) -> list[str]:
            self.now = (1, 0, 0, 0, 0) if "a worry" in prompt else (0, 0, 0, 0, 1)
            return super()._say(persona, prompt, sampling)

    voices = Wavering(reworded, {PERSONA: {}})
    protocol = Protocol(num_samples=7, paraphrases=True)
    result = await administer_item(voices, Put(TEA, reworded.items[0]), reworded, protocol, {})
    assert result.scored == pytest.approx((1 / 3, 0, 0, 0, 2 / 3))
    assert [wording.scored[0] for wording in result.wordings] == [0, 0, 1]
    assert [one.options for one in result.given] == [(4,), (4,), (0,), (4,), (4,), (0,), (4,)]


async def test_every_seed_draws_answers_of_its_own(wcs: Instrument, synthetic: Callable) -> None:
    voices = synthetic(wcs, {PERSONA: ATTITUDE})
    one, three = [
        await administer_item(voices, Put(TEA, wcs.item("5")), wcs, Protocol(num_seeds=number), {}) for number in (1, 3)
    ]
    # A call for each seed: 20 seeds of 256 answers would not go in one.
    assert sum(LETTER_ONLY in prompt for _, prompt in voices.questions) == 1 + 3
    assert three.given[:50] == one.given
    assert len(three.given) == 150
    assert len({three.given[start : start + 50] for start in (0, 50, 100)}) == 3


BATTERY = Protocol(num_samples=8, arrangement=Arrangement.BATTERY)


async def test_in_a_battery_everybody_has_their_own_answers_in_view(wcs: Instrument, synthetic: Callable) -> None:
    voices = synthetic(wcs, {PERSONA: ATTITUDE})
    found = {put.item.id: result async for put, result in administer(voices, [TEA], wcs, BATTERY, {}, 3)}
    heard = [prompt for _, prompt in voices.questions if wcs.item("6").text in prompt.splitlines()]
    texts = [option.text for option in wcs.item("5").options]
    first = f"Asked: {wcs.item('5').text} Answered: "
    # Scored answers have the likeliest answer in view; sampled ones everybody's own, alike ones in one call.
    assert heard.count(f"{first}Sometimes\n{wcs.item('6').text}") == 1
    own = {texts[one.options[0]] for one in found["5"].given}
    assert {prompt.removeprefix(first).partition("\n")[0] for prompt in heard} == own | {"Sometimes"}
    assert all(len(result.given) == 8 for result in found.values())


def skipping(wcs: Instrument) -> Instrument:
    """The second item is for those who often, or always, worry."""
    second = replace(wcs.items[1], asked_if=(Condition("5", ("d", "e")),))
    return replace(wcs, items=(wcs.items[0], second, *wcs.items[2:]))


async def test_in_a_battery_what_a_skip_rule_leaves_out_is_not_asked(wcs: Instrument, synthetic: Callable) -> None:
    instrument = skipping(wcs)
    voices = synthetic(instrument, {PERSONA: ATTITUDE})
    found = {put.item.id: result async for put, result in administer(voices, [TEA], instrument, BATTERY, {}, 3)}
    often = [one.options[0] >= 3 for one in found["5"].given]
    assert 0 < sum(often) < 8
    assert [one.counts for one in found["6"].given] == often
    assert found["6"].num_skipped == 8 - sum(often)


async def test_a_battery_goes_on_with_the_answers_that_are_there(wcs: Instrument, synthetic: Callable) -> None:
    voices = synthetic(wcs, {PERSONA: ATTITUDE})
    whole = {put.item.id: result async for put, result in administer(voices, [TEA], wcs, BATTERY, {}, 3)}
    there = {PERSONA: {item: whole[item] for item in ("5", "6")}}
    voices.questions.clear()
    rest = {put.item.id: result async for put, result in administer(voices, [TEA], wcs, BATTERY, there, 3)}
    assert rest == {item: whole[item] for item in ("7", "8", "9")}
    assert not any(wcs.item("5").text in prompt.splitlines() for _, prompt in voices.questions)


async def test_the_first_error_ends_it_all(wcs: Instrument, synthetic: Callable) -> None:
    voices = synthetic(wcs, {PERSONA: ATTITUDE})
    voices.fail_after, voices.error = 3, Unavailable("gone")
    with pytest.raises(Unavailable):
        [one async for one in administer(voices, [TEA], wcs, Protocol(), {}, 2)]
    assert len(voices.questions) == 3


MEALS = Item(
    "m", "Which meals did you have?", ItemKind.SEVERAL, tuple(map(Option, "abc", ("Breakfast", "Lunch", "Dinner")))
)


async def test_several_of_a_list_are_sampled_only() -> None:
    instrument = Instrument("instruments/meals", items=(MEALS,))
    voices = SullenVoices("a, c", "none", "b", "maybe")
    result = await administer_item(voices, Put(TEA, MEALS), instrument, Protocol(num_samples=4), {})
    assert (result.scored, result.sampled, result.num_invalid) == ((), (1, 1, 1), 1)
