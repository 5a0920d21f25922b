"""Asking: checked at the door, answered with the notice."""

from collections.abc import Callable

import pytest

from chorus.errors import ChorusError, EmptyPrompt, InvalidName, InvalidSampling, NotFound
from chorus.gateway.asking import CONTROL, IMITATION, Asking
from chorus.gateway.instrument import Instrument
from chorus.serving.client import BASE, Question, Structure
from chorus.types.sampling import Sampling


@pytest.fixture
def asking(wcs: Instrument, synthetic: Callable) -> Asking:
    return Asking(synthetic(wcs, {"personas/tea": {}, BASE: {}}))


async def test_answers_come_with_receipt_notice_and_limits(asking: Asking) -> None:
    reply = await asking.ask(Question("personas/tea", "What do you drink?", Sampling(n=3)))
    assert len(reply.answers) == 3
    assert reply.receipt.revision == "r1"
    assert reply.notice == f"{IMITATION} A toy."
    assert (await asking.ask(Question(BASE, "And you?"))).notice.startswith(CONTROL)


async def test_the_form_of_an_answer_is_passed_on(wcs: Instrument, synthetic: Callable) -> None:
    voices = synthetic(wcs, {BASE: {}})
    form = Structure(choice=("tea", "coffee"))
    await Asking(voices).ask(Question(BASE, "Tea or coffee?", structure=form))
    _ = [piece async for piece in Asking(voices).stream(Question(BASE, "Tea or coffee?", structure=form))]
    assert voices.structures == [form, form]


async def test_a_persona_is_looked_up_once_and_one_that_is_not_there_every_time(
    wcs: Instrument, synthetic: Callable
) -> None:
    voices = synthetic(wcs, {"personas/tea": {}})
    asking = Asking(voices)
    for _ in range(3):
        await asking.ask(Question("personas/tea", "What do you drink?"))
        with pytest.raises(NotFound):
            await asking.ask(Question("personas/rum", "And you?"))
    assert voices.looked_up == ["personas/tea", "personas/rum", "personas/rum", "personas/rum"]


async def test_a_streams_last_piece_has_answer_receipt_and_notice(asking: Asking) -> None:
    pieces = [piece async for piece in asking.stream(Question("personas/tea", "What do you drink?"))]
    assert "".join(piece.text for piece in pieces) == pieces[-1].answer.text
    assert [bool(piece.notice) for piece in pieces] == [False, True]


@pytest.mark.parametrize(
    ("persona", "prompt", "sampling", "error", "field"),
    [
        ("personas/tea", "", Sampling(), EmptyPrompt, "prompt"),
        ("personas/tea", " \n\t", Sampling(), EmptyPrompt, "prompt"),
        ("personas/rum", "?", Sampling(), NotFound, "name"),
        ("personas/../tea", "?", Sampling(), InvalidName, "persona"),
        ("", "?", Sampling(), InvalidName, "persona"),
        ("personas/tea", "?", Sampling(n=257), InvalidSampling, "sampling.n"),
        ("personas/tea", "?", Sampling(temperature=float("nan")), InvalidSampling, "sampling.temperature"),
    ],
)
async def test_bad_questions_are_typed_errors(
    asking: Asking, persona: str, prompt: str, sampling: Sampling, error: type[ChorusError], field: str
) -> None:
    with pytest.raises(error) as asked:
        await asking.ask(Question(persona, prompt, sampling))
    with pytest.raises(error) as streamed:
        await anext(asking.stream(Question(persona, prompt, sampling)))
    assert asked.value.field == streamed.value.field == field


async def test_one_answer_at_a_time_is_streamed(asking: Asking) -> None:
    with pytest.raises(InvalidSampling) as refused:
        await anext(asking.stream(Question("personas/tea", "?", Sampling(n=2))))
    assert refused.value.field == "sampling.n"
