"""The service as a process of its own: Ray Serve's gRPC proxy, a replica, the real engine; the others are small servers."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from math import exp
from pathlib import Path

import pytest
import pytest_asyncio
from scipy.stats import binomtest

from chorus.errors import (
    ChorusError,
    DeadlineExceeded,
    EmptyPrompt,
    InvalidAdapter,
    InvalidArgument,
    InvalidSampling,
    NoBaseModel,
    NotFound,
    PromptTooLong,
    RevisionNotActive,
    Unavailable,
)
from chorus.serving.client import ChoiceQuestion, PersonaKind, Question, Structure
from chorus.serving.personas import FRESH_SECONDS
from chorus.types.sampling import Sampling
from serving_process import Service, put_revision, running

from .conftest import train_adapter

pytestmark = [pytest.mark.engine, pytest.mark.asyncio(loop_scope="module")]

GREEDY = Sampling(temperature=0.0, max_tokens=16)
PROMPT = "how often do you walk in the park?"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    async with running(tmp_path_factory.mktemp("home"), max_sequences="32") as service:
        yield service


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ready(service: Service, tiny_model) -> Service:
    """The service once it has a base model and its engine runs."""
    if service.finetuning.base_model is None:
        await service.until_it_listens()
        service.teach(tiny_model.folder, [adapter.folder for adapter in tiny_model.adapters[:3]])
    await service.until_it_is_ready()
    return service


async def test_without_a_base_model_calls_say_so(service: Service) -> None:
    await service.until_it_listens()
    assert not (await service.client.get_engine()).ready
    with pytest.raises(NoBaseModel, match="no base model yet"):
        await service.client.generate("personas/base", PROMPT)


async def test_every_persona_answers_and_signs(ready: Service) -> None:
    personas = await ready.client.list_personas()
    assert [persona.kind for persona in personas] == [
        PersonaKind.BASE,
        *[PersonaKind.FINETUNED, PersonaKind.CONTEXT] * 3,
    ]
    replies = await asyncio.gather(*(ready.client.generate(persona.name, PROMPT, GREEDY) for persona in personas))
    for persona, reply in zip(personas, replies, strict=True):
        assert reply.receipt.persona == persona.name
        assert reply.receipt.revision == persona.revision
        assert reply.receipt.engine.startswith("vllm 0.")
        assert reply.receipt.replica
    finetuned = {
        reply.answers[0].token_ids
        for persona, reply in zip(personas, replies, strict=True)
        if persona.kind is not PersonaKind.CONTEXT
    }
    assert len(finetuned) == 4, "base and every adapter must be told apart by what they say"


async def test_a_streamed_answer_is_the_unary_one(ready: Service) -> None:
    pieces = [piece async for piece in ready.client.stream_generate("personas/group-1", PROMPT, GREEDY)]
    reply = await ready.client.generate("personas/group-1", PROMPT, GREEDY)
    assert len(pieces) > 2
    assert "".join(piece.text for piece in pieces) == reply.answers[0].text
    assert pieces[-1].answer == reply.answers[0]
    assert pieces[-1].receipt == reply.receipt


async def test_options_are_scored(ready: Service) -> None:
    questions = [ChoiceQuestion(PROMPT, ("never", "sometimes", "always"))] * 3
    scores = await ready.client.score_options("personas/group-0", questions)
    assert len(scores.scores) == 3
    assert sum(option.probability for option in scores.scores[0].options) == pytest.approx(1)
    assert scores.receipt.revision.startswith("revisions/group-0.")


async def test_scored_options_agree_with_a_large_sample(ready: Service, tiny_model, tmp_path: Path) -> None:
    options = ("never", "rarely", "sometimes", "often", "always")
    turned = [options[turn:] + options[:turn] for turn in range(len(options))]
    prompts = [f"how often? {', '.join(each)}" for each in turned]
    folder = train_adapter(tiny_model.folder, prompts, options, tmp_path / "talker")
    ready.finetuning.revisions.append(put_revision(ready.artifacts, "talker", folder, "base-models/tiny"))
    await asyncio.sleep(FRESH_SECONDS)
    persona, draws = "personas/talker", Sampling(n=256, temperature=1.0, top_p=1.0, top_k=0, max_tokens=12)
    scores = await ready.client.score_options(
        persona, [ChoiceQuestion(*asked) for asked in zip(prompts, turned, strict=True)]
    )
    for prompt, order, question in zip(prompts, turned, scores.scores, strict=True):
        replies = await asyncio.gather(
            *(ready.client.generate(persona, prompt, replace(draws, seed=1000 * call)) for call in range(4))
        )
        said = Counter(answer.text for reply in replies for answer in reply.answers)
        assert sum(said[option] for option in order) > 500, "an adapter that does not answer shows nothing"
        for option, score in zip(order, question.options, strict=True):
            # The probability of the whole answer, before options are normalised; 25 intervals, so that all hold at 97.5%.
            interval = binomtest(said[option], said.total()).proportion_ci(0.999)
            assert interval.low <= exp(score.log_probability) <= interval.high, (prompt, option)


async def test_a_pinned_persona_is_listed_and_has_its_adapter(ready: Service) -> None:
    loaded = ready.metric("chorus_serving_adapters_resident")
    assert await ready.client.pin_persona("personas/group-2") == ("personas/group-2",)
    assert ready.metric("chorus_serving_adapters_resident") >= max(loaded, 1)
    assert await ready.client.unpin_persona("personas/group-2") == ()
    with pytest.raises(InvalidArgument) as refused:
        await ready.client.pin_persona("personas/base")
    assert refused.value.field == "name"


@pytest.mark.parametrize(
    ("persona", "prompt", "sampling", "error"),
    [
        ("personas/nobody", PROMPT, GREEDY, NotFound),
        ("personas/base", " ", GREEDY, EmptyPrompt),
        ("personas/base", "walk " * 400, GREEDY, PromptTooLong),
        ("personas/base", PROMPT, Sampling(n=10_000), InvalidSampling),
        ("personas/base", PROMPT, Sampling(temperature=float("nan")), InvalidSampling),
        ("personas/retired", PROMPT, GREEDY, RevisionNotActive),
    ],
)
async def test_errors_arrive_typed(ready: Service, persona: str, prompt: str, sampling: Sampling, error: type) -> None:
    with pytest.raises(error) as caught:
        await ready.client.generate(persona, prompt, sampling, timeout=5)
    assert caught.value.field
    assert "Traceback" not in caught.value.message
    with pytest.raises(error):
        async for _ in ready.client.stream_generate(persona, prompt, sampling):
            pass


@pytest.mark.parametrize(
    "form",
    [
        Structure(regex="((a{100}){100}){100}"),
        Structure(json_schema='{"type": "array", "items": {"type": "integer"}, "minItems": 1000000000}'),
    ],
)
async def test_a_form_that_explodes_is_refused_in_time_and_the_engine_lives(ready: Service, form: Structure) -> None:
    with pytest.raises(InvalidArgument, match="cannot be held to that form") as caught:
        await ready.client.generate("personas/base", PROMPT, GREEDY, structure=form, timeout=20)
    assert caught.value.field == "structure"
    assert (await ready.client.generate("personas/base", PROMPT, GREEDY, timeout=20)).answers


async def test_an_adapter_of_the_wrong_shape_is_refused_and_the_others_answer(
    ready: Service, narrow_adapter, tmp_path: Path
) -> None:
    before = await ready.client.generate("personas/group-0", PROMPT, GREEDY)
    folder = narrow_adapter(tmp_path / "narrow")
    narrow = put_revision(ready.artifacts, "narrow", folder, "base-models/tiny")
    ready.finetuning.revisions.append(narrow)
    await asyncio.sleep(1.1)
    with pytest.raises(InvalidAdapter, match="shape"):
        await ready.client.generate("personas/narrow", PROMPT, GREEDY)
    assert "shape" in ready.finetuning.quarantined[narrow.name]
    assert ready.metric("chorus_serving_adapters_refused_total") == 1
    assert await ready.client.generate("personas/group-0", PROMPT, GREEDY) == before


async def test_a_batch_answers_whom_it_can(ready: Service) -> None:
    names = ["personas/group-0", "personas/nobody", "personas/group-1", "personas/base"]
    questions = [Question(name, PROMPT, GREEDY) for name in names for _ in range(5)]
    outcomes = {outcome.entry: outcome async for outcome in ready.client.batch_generate(questions)}
    assert sorted(outcomes) == list(range(20))
    for name, outcome in ((question.persona, outcomes[entry]) for entry, question in enumerate(questions)):
        if name == "personas/nobody":
            assert (outcome.failure.code, outcome.answers) == ("NOT_FOUND", ())
        else:
            assert outcome.receipt.persona == name
            assert outcome.answers == (await ready.client.generate(name, PROMPT, GREEDY)).answers
    with pytest.raises(InvalidArgument):
        _ = [outcome async for outcome in ready.client.batch_generate([])]


async def test_answers_keep_to_a_form(ready: Service) -> None:
    form = Structure(choice=("tea", "coffee"))
    reply = await ready.client.generate("personas/group-0", PROMPT, Sampling(n=4, max_tokens=12), structure=form)
    assert {answer.text for answer in reply.answers} <= {"tea", "coffee"}
    assert reply.receipt.structure_digest
    for regex in ("(", "(?=a)b"):
        with pytest.raises(InvalidArgument, match="cannot be held to that form"):
            await ready.client.generate("personas/base", PROMPT, GREEDY, structure=Structure(regex=regex))


async def test_who_watches_hears_of_a_new_revision(ready: Service, tiny_model) -> None:
    added = put_revision(ready.artifacts, "latecomers", tiny_model.adapters[4].folder, "base-models/tiny")
    async with aclosing(ready.client.watch_personas()) as changes, asyncio.timeout(20):
        before = {persona.name for persona in await anext(changes)}
        ready.finetuning.revisions.append(added)
        after = {persona.name for persona in await anext(changes)}
        assert after - before == {"personas/latecomers", "personas/latecomers.context"}
        ready.finetuning.revisions.remove(added)
        # Not equal: one that another test had quarantined may have gone meanwhile.
        assert {persona.name for persona in await anext(changes)} <= before


async def test_cancelled_and_timed_out_calls_free_their_slots(ready: Service) -> None:
    endless = Sampling(n=64, temperature=2.0, top_k=0, top_p=1.0, max_tokens=200)
    tasks = [asyncio.create_task(ready.client.generate("personas/base", PROMPT, endless)) for _ in range(4)]
    async with asyncio.timeout(30):
        while not ready.metric("vllm:num_requests_running"):
            await asyncio.sleep(0.05)
    for task in tasks:
        task.cancel()
    with pytest.raises(ChorusError):
        await ready.client.generate("personas/base", PROMPT, endless, timeout=0.5)
    await asyncio.wait_for(ready.client.generate("personas/base", PROMPT, GREEDY), 30)
    assert ready.metric("vllm:num_requests_running") == 0
    assert ready.metric("vllm:num_requests_waiting{") == 0
    assert ready.metric("chorus_rpc_in_flight") == 0


@pytest.mark.parametrize("victim", ["VLLM::EngineCore", "ray::ServeReplica", "ray::ProxyActor"])
async def test_what_dies_is_replaced_and_nobody_hears_another_voice(ready: Service, victim: str) -> None:
    names = ("personas/base", "personas/group-0", "personas/group-1")
    before = {name: (await ready.client.generate(name, PROMPT, GREEDY)).answers for name in names}
    failures: list[ChorusError] = []
    answered_since = 0

    async def ask(name: str) -> None:
        nonlocal answered_since
        while answered_since < 20:
            try:
                reply = await ready.client.generate(name, PROMPT, GREEDY, timeout=15)
            except ChorusError as error:
                failures.append(error)
                await asyncio.sleep(0.3)
            else:
                assert reply.answers == before[name]
                assert reply.receipt.persona == name
                answered_since += bool(failures)

    asking = [asyncio.create_task(ask(name)) for name in names]
    await asyncio.sleep(0.5)
    killed = ready.processes(victim)
    assert killed
    for process in killed:
        process.kill()
    async with asyncio.timeout(180):
        await asyncio.gather(*asking)
    unexpected = [error for error in failures if not isinstance(error, (Unavailable, DeadlineExceeded))]
    assert not unexpected
