"""The wire against a stage that answers, and one that fails, without Ray."""

from collections.abc import AsyncIterator
from types import SimpleNamespace

import grpc
import pytest
from google.rpc.status_pb2 import Status

from chorus.errors import NotFound, PromptTooLong, Unavailable
from chorus.rpc.service_token import ServiceGuard, ServiceTokens
from chorus.rpc.status import DETAILS_KEY
from chorus.serving.answer import Answer, ChoiceScores, FinishReason, OptionScore, Piece, Reply, Scores, Structure
from chorus.serving.engine import EngineStatus
from chorus.serving.persona import Persona
from chorus.serving.servicer import CALLERS, ServingServicer
from chorus.serving.v1 import answer_pb2, serving_pb2
from chorus.types.receipt import Receipt
from chorus.types.sampling import Sampling
from chorus.types.v1 import sampling_pb2

ANSWER = Answer("well then", FinishReason.STOP, 2, (5, 6))


class Context:
    """What Ray Serve hands over."""

    def __init__(self, peer: str = "ipv4:127.0.0.1:4000") -> None:
        self._peer = peer
        self.metadata: list[tuple[str, str]] = []
        self.code, self.details, self.trailing = None, "", {}

    def peer(self) -> str:
        return self._peer

    def invocation_metadata(self) -> list[tuple[str, str]]:
        return self.metadata

    def set_code(self, code) -> None:
        self.code = code

    def set_details(self, details: str) -> None:
        self.details = details

    def set_trailing_metadata(self, metadata) -> None:
        self.trailing = dict(metadata)


class Speech:
    """Answers everything, or raises."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.sampling: Sampling | None = None

    async def ask(self, question) -> Reply:
        if self.error:
            raise self.error
        question.sampling.check()
        self.sampling = question.sampling
        self.structure = question.structure
        if question.persona == "personas/none":
            raise NotFound("there is no such persona", field="persona")
        return Reply((ANSWER,), Receipt(persona=question.persona, sampling=question.sampling))

    async def stream(self, question) -> AsyncIterator[Piece]:
        yield Piece("well ")
        if self.error:
            raise self.error
        yield Piece("then", ANSWER, Receipt(persona=question.persona))

    async def score(self, persona, questions) -> Scores:
        return Scores(tuple(ChoiceScores((OptionScore(-1.5, 2, 0.5),) * len(q.options)) for q in questions), Receipt())


def servicer(speech: Speech) -> ServingServicer:
    return ServingServicer(SimpleNamespace(speech=lambda: speech, status=lambda: EngineStatus(ready=True, engine="e")))


async def test_an_empty_sampling_takes_the_defaults() -> None:
    speech, context = Speech(), Context()
    response = await servicer(speech).Generate(serving_pb2.GenerateRequest(persona="personas/a", prompt="x"), context)
    assert speech.sampling == Sampling()
    assert response.answers[0].text == "well then"
    assert response.answers[0].finish_reason == answer_pb2.FINISH_REASON_STOP
    assert list(response.answers[0].token_ids) == [5, 6]
    assert response.receipt.sampling.max_tokens == 64
    assert context.code is None


async def test_greedy_is_not_taken_for_unset() -> None:
    speech = Speech()
    sampling = sampling_pb2.Sampling(temperature=0, top_k=0)
    await servicer(speech).Generate(serving_pb2.GenerateRequest(sampling=sampling), Context())
    assert (speech.sampling.temperature, speech.sampling.top_k) == (0, 0)


async def test_a_form_arrives_whole() -> None:
    speech = Speech()
    structure = answer_pb2.Structure(choice=["tea", "coffee"])
    await servicer(speech).Generate(serving_pb2.GenerateRequest(structure=structure), Context())
    assert speech.structure == Structure(choice=("tea", "coffee"))
    await servicer(speech).Generate(serving_pb2.GenerateRequest(), Context())
    assert speech.structure == Structure()


async def batch(speech: Speech, *entries: serving_pb2.GenerateRequest) -> tuple[list, Context]:
    context = Context()
    request = serving_pb2.BatchGenerateRequest(entries=entries)
    return [response async for response in servicer(speech).BatchGenerate(request, context)], context


async def test_an_entry_of_a_batch_fails_alone() -> None:
    names = ("personas/a", "personas/none", "personas/b")
    responses, context = await batch(Speech(), *(serving_pb2.GenerateRequest(persona=name) for name in names))
    by_entry = {response.entry: response for response in responses}
    assert sorted(by_entry) == [0, 1, 2]
    assert [by_entry[entry].receipt.persona for entry in (0, 2)] == ["personas/a", "personas/b"]
    assert by_entry[2].answers[0].text == "well then"
    assert not by_entry[2].HasField("failure")
    failed = by_entry[1].failure
    assert (failed.code, failed.reason, failed.field) == ("NOT_FOUND", "NOT_FOUND", "persona")
    assert failed.message == "there is no such persona"
    assert context.code is None


@pytest.mark.parametrize("number", [0, 1025])
async def test_a_batch_that_is_wrong_as_a_whole_is_refused(number: int) -> None:
    responses, context = await batch(Speech(), *[serving_pb2.GenerateRequest(persona="personas/a")] * number)
    assert responses == [serving_pb2.BatchGenerateResponse()]
    assert context.code is grpc.StatusCode.INVALID_ARGUMENT


async def test_a_batch_of_too_many_answers_is_refused() -> None:
    entry = serving_pb2.GenerateRequest(persona="personas/a", sampling=sampling_pb2.Sampling(n=256))
    _, context = await batch(Speech(), *[entry] * 17)
    assert (context.code, "4,352 answers" in context.details) == (grpc.StatusCode.INVALID_ARGUMENT, True)


async def test_who_watches_is_told_when_there_is_no_engine_any_more() -> None:
    async def changes() -> AsyncIterator[tuple[Persona, ...]]:
        yield (Persona("personas/base"),)
        raise Unavailable("the base model is being replaced")

    context = Context()
    watched = ServingServicer(SimpleNamespace(watch_personas=changes))
    responses = [each async for each in watched.WatchPersonas(serving_pb2.WatchPersonasRequest(), context)]
    assert [persona.name for persona in responses[0].personas] == ["personas/base"]
    assert context.code is grpc.StatusCode.UNAVAILABLE


async def test_a_typed_error_is_sent_with_its_details() -> None:
    context = Context()
    response = await servicer(Speech(PromptTooLong("too long", field="prompt"))).Generate(
        serving_pb2.GenerateRequest(), context
    )
    assert response == serving_pb2.GenerateResponse()
    assert (context.code, context.details) == (grpc.StatusCode.INVALID_ARGUMENT, "too long")
    status = Status.FromString(context.trailing[DETAILS_KEY])
    assert len(status.details) == 2


KEY = b"k" * 64


@pytest.mark.parametrize(
    ("service", "key", "code"),
    [
        ("gateway", KEY, None),
        ("evaluation", KEY, None),
        ("graph", KEY, None),
        ("finetuning", KEY, grpc.StatusCode.PERMISSION_DENIED),
        ("gateway", b"o" * 64, grpc.StatusCode.UNAUTHENTICATED),
        ("", KEY, grpc.StatusCode.UNAUTHENTICATED),
    ],
)
async def test_with_a_key_only_the_services_that_are_allowed_are_answered(service: str, key: bytes, code) -> None:
    speech = Speech()
    stage = SimpleNamespace(speech=lambda: speech, status=lambda: EngineStatus(ready=True, engine="e"))
    guarded = ServingServicer(stage, ServiceGuard(KEY, CALLERS))
    unary, streamed = Context("ipv4:10.0.0.7:1"), Context("ipv4:10.0.0.7:1")
    for context in (unary, streamed):
        context.metadata = list(ServiceTokens(key, service).metadata()) if service else []
    await guarded.Generate(serving_pb2.GenerateRequest(persona="personas/a", prompt="x"), unary)
    request = serving_pb2.StreamGenerateRequest(persona="personas/a", prompt="x")
    _ = [piece async for piece in guarded.StreamGenerate(request, streamed)]
    assert unary.code is code
    assert streamed.code is code


async def test_an_untyped_error_tells_nothing() -> None:
    context = Context()
    await servicer(Speech(RuntimeError("secret"))).Generate(serving_pb2.GenerateRequest(), context)
    assert context.code is grpc.StatusCode.INTERNAL
    assert "secret" not in context.details


async def test_a_stream_that_fails_in_the_middle_ends_with_the_error() -> None:
    context = Context()
    request = serving_pb2.StreamGenerateRequest(persona="personas/a", prompt="x")
    pieces = [piece async for piece in servicer(Speech(RuntimeError())).StreamGenerate(request, context)]
    assert [piece.text for piece in pieces] == ["well ", ""]
    assert context.code is grpc.StatusCode.INTERNAL


async def test_scores_keep_their_order_and_precision() -> None:
    questions = [answer_pb2.ChoiceQuestion(prompt="?", options=["a", "b"])]
    response = await servicer(Speech()).ScoreOptions(serving_pb2.ScoreOptionsRequest(questions=questions), Context())
    assert [option.log_probability for option in response.scores[0].options] == [-1.5, -1.5]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
async def test_what_is_no_number_is_refused_and_not_repaired(value: float) -> None:
    context = Context()
    request = serving_pb2.GenerateRequest(sampling=sampling_pb2.Sampling(temperature=value))
    speech = Speech()
    await servicer(speech).Generate(request, context)
    assert context.code is grpc.StatusCode.INVALID_ARGUMENT
    assert speech.sampling is None


async def test_callers_from_other_machines_are_refused() -> None:
    context = Context("ipv4:192.0.2.7:4000")
    await servicer(Speech()).Generate(serving_pb2.GenerateRequest(), context)
    assert context.code is grpc.StatusCode.FAILED_PRECONDITION
    for peer in ("ipv6:%5B::1%5D:4000", "ipv6:[::ffff:127.0.0.1]:4000"):
        context = Context(peer)
        await servicer(Speech()).GetEngine(serving_pb2.GetEngineRequest(), context)
        assert context.code is None
