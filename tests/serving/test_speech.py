import asyncio
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from chorus.errors import EmptyPrompt, InvalidArgument, InvalidSampling, PromptTooLong, ResourceExhausted
from chorus.serving import metrics, prompts
from chorus.serving.adapters import Adapters
from chorus.serving.admission import Admission
from chorus.serving.answer import ChoiceQuestion, Question, Structure
from chorus.serving.context import ContextPrompts
from chorus.serving.engine import LoadedAdapter
from chorus.serving.personas import Personas
from chorus.serving.pins import Pins
from chorus.serving.speech import Speech
from chorus.types.post import Post
from chorus.types.sampling import Sampling
from chorus.types.split import is_held_out

TRAINING = next(f"author{n}" for n in range(100) if not is_held_out(f"author{n}"))


class OnHand(Adapters):
    """Adapters that need no files."""

    def __init__(self) -> None:
        pass

    @asynccontextmanager
    async def use(self, revision):
        yield LoadedAdapter(revision.name, 1, Path("here")) if revision else None


@pytest.fixture
def speech(fakes) -> Speech:
    post = Post(id="1", author=TRAINING, text="we like soup")
    catalogue = fakes.Catalogue([fakes.revision("soup")], ["communities/soup"], {"communities/soup": [post]})
    engine, tokenizer = fakes.Engine(context_length=64), fakes.Tokenizer()
    personas, adapters, admission = Personas(catalogue, fakes.base_model), OnHand(), Admission(4, 8)
    return Speech(
        engine=engine,
        tokenizer=tokenizer,
        personas=personas,
        adapters=adapters,
        admission=admission,
        pins=Pins(personas, adapters, admission),
        context=ContextPrompts(catalogue, tokenizer, 64),
        replica="replica-1",
    )


async def test_an_answer_carries_a_receipt_of_what_gave_it(speech) -> None:
    sampling = Sampling(n=3, max_tokens=20, seed=5)
    reply = await speech.ask(Question("personas/soup", "What is new?", sampling))
    ((tokens, adapter),) = speech.engine.asked
    assert len(reply.answers) == 3
    assert adapter.revision == reply.receipt.revision == f"revisions/soup.{'d' * 64}"
    assert tokens == speech.tokenizer.turn("What is new?")
    assert reply.receipt.prompt_digest == prompts.digest([tokens])
    assert reply.receipt.base_model_digest == "b" * 64
    assert reply.receipt.sampling == sampling
    assert (reply.receipt.persona, reply.receipt.engine, reply.receipt.replica) == (
        "personas/soup",
        "fake 1.0",
        "replica-1",
    )


async def test_the_three_kinds_differ_in_prompt_and_adapter(speech) -> None:
    for name in ("personas/base", "personas/soup", "personas/soup.context"):
        await speech.ask(Question(name, "What is new?", Sampling(max_tokens=20)))
    (base, none), (finetuned, adapter), (context, no_adapter) = speech.engine.asked
    assert base == finetuned != context
    assert "- we like soup" in speech.tokenizer.text(context)
    assert adapter is not None
    assert none is no_adapter is None


async def test_a_streamed_answer_ends_with_the_whole_of_it_and_the_receipt(speech) -> None:
    pieces = [
        piece async for piece in speech.stream(Question("personas/soup", "What is new?", Sampling(max_tokens=20)))
    ]
    assert "".join(piece.text for piece in pieces) == pieces[-1].answer.text
    assert [piece.receipt is None for piece in pieces] == [True, False]
    with pytest.raises(InvalidSampling):
        await anext(speech.stream(Question("personas/soup", "What is new?", Sampling(n=2))))


async def test_tokens_are_counted_by_persona(speech) -> None:
    def counted(of: str) -> float:
        return REGISTRY.get_sample_value("chorus_serving_tokens_total", {"persona": "personas/soup", "of": of}) or 0.0

    prompt, answer = counted("prompt"), counted("answer")
    await speech.ask(Question("personas/soup", "What is new?", Sampling(n=3, max_tokens=20)))
    _ = [piece async for piece in speech.stream(Question("personas/soup", "What is new?", Sampling(max_tokens=20)))]
    assert counted("prompt") - prompt == 2 * len(speech.tokenizer.turn("What is new?"))
    assert counted("answer") - answer == 4 * 2
    asked = counted("prompt")
    await speech.score("personas/soup", [ChoiceQuestion("Soup?", ("yes", "no"))])
    assert counted("prompt") - asked == sum(len(tokens) + 1 for tokens, _ in speech.engine.asked[-2:])


def test_personas_beyond_the_bound_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "_MAX_PERSONAS", 0)
    metrics.count_tokens("personas/one-too-many", 5, 7)
    assert REGISTRY.get_sample_value("chorus_serving_tokens_total", {"persona": "other", "of": "answer"}) == 7
    metrics._known.discard("other")


async def test_options_are_scored_with_the_end_of_the_turn(speech) -> None:
    questions = [ChoiceQuestion("Soup?", ("yes", "not at all")), ChoiceQuestion("Bread?", ("no", "not so", "or so"))]
    tokenizer = speech.tokenizer
    for weight, word in enumerate(("yes", "not", "no", "or"), start=1):
        speech.engine.next[f"revisions/soup.{'d' * 64}", *tokenizer.encode(word)] = -weight / 8
    given = await speech.score("personas/soup", questions)
    prefixes = [
        (*tokenizer.turn(question.prompt), *tokenizer.encode(option))
        for question in questions
        for option in ("", *question.options)
    ]
    assert sorted(tokens for tokens, _ in speech.engine.asked) == sorted(prefixes), (
        "each prompt, and each option after it"
    )
    expected = [
        (*tokenizer.turn(question.prompt), *tokenizer.encode(option), tokenizer.end_of_turn)
        for question in questions
        for option in question.options
    ]
    first, second = given.scores
    # The first token's, and half for each other token and for the end of the turn.
    assert [option.log_probability for option in first.options] == [-1 / 8 - 0.5, -2 / 8 - 1.5]
    assert [option.log_probability for option in second.options] == [-3 / 8 - 0.5, -2 / 8 - 1.0, -4 / 8 - 1.0]
    assert [option.num_tokens for option in second.options] == [1, 2, 2]
    assert given.receipt.prompt_digest == prompts.digest(expected)
    assert given.receipt.sampling.temperature == 0


@pytest.mark.parametrize(
    ("prompt", "sampling", "error"),
    [
        (" ", Sampling(), EmptyPrompt),
        ("word " * 60, Sampling(max_tokens=20), PromptTooLong),
        ("word", Sampling(max_tokens=65), PromptTooLong),
        ("word", Sampling(n=257), InvalidSampling),
        ("word", Sampling(temperature=float("nan")), InvalidSampling),
        ("word", Sampling(top_p=0.0), InvalidSampling),
    ],
)
async def test_bad_questions_never_reach_the_engine(speech, prompt: str, sampling: Sampling, error: type) -> None:
    with pytest.raises(error):
        await speech.ask(Question("personas/base", prompt, sampling))
    with pytest.raises(InvalidArgument):
        await speech.score("personas/base", [ChoiceQuestion("word " * 80, ("yes", "no"))])
    assert speech.engine.asked == []


async def test_too_many_calls_are_refused_and_a_cancelled_one_makes_room(speech) -> None:
    speech.engine.answer_now.clear()
    sampling = Sampling(max_tokens=8)
    tasks = [asyncio.create_task(speech.ask(Question("personas/base", "Well?", sampling))) for _ in range(8)]
    await asyncio.sleep(0.05)
    assert speech.engine.running == 8
    with pytest.raises(ResourceExhausted):
        await speech.ask(Question("personas/base", "Well?", sampling))
    tasks[0].cancel()
    await asyncio.gather(tasks[0], return_exceptions=True)
    assert speech.engine.running == 7
    speech.engine.answer_now.set()
    await speech.ask(Question("personas/base", "Well?", sampling))
    await asyncio.gather(*tasks[1:])
    assert speech.admission.num_calls == speech.engine.running == 0


async def test_leaving_a_stream_frees_its_place(speech) -> None:
    async with aclosing(speech.stream(Question("personas/base", "Well?", Sampling(max_tokens=8)))) as pieces:
        await anext(pieces)
        assert speech.admission.num_calls == speech.engine.running == 1
    assert speech.admission.num_calls == speech.engine.running == 0


async def test_a_form_reaches_the_engine_and_the_receipt(speech) -> None:
    engine = speech.engine
    form = Structure(choice=("tea", "coffee"))
    reply = await speech.ask(Question("personas/base", "Well?", Sampling(max_tokens=8), structure=form))
    assert engine.structures == [form]
    assert len(reply.receipt.structure_digest) == 64
    free = await speech.ask(Question("personas/base", "Well?", Sampling(max_tokens=8)))
    assert free.receipt.structure_digest == ""
    with pytest.raises(InvalidArgument):
        await speech.ask(Question("personas/base", "Well?", structure=Structure(("a",), "a")))
    assert len(engine.structures) == 2
