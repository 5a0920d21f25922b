"""Ways round the door that a caller may try, and a log that fails while they try."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from chorus.access import Access
from chorus.client import AsyncClient
from chorus.errors import ChorusError, Internal, InvalidSampling, PurposeRequired, ResourceExhausted
from chorus.evaluation.client import EvaluationConfig, FairnessConfig
from chorus.evaluation.v1 import evaluation_pb2, evaluation_pb2_grpc
from chorus.gateway.access import EVALUATION_SERVICE, Call, Role
from chorus.gateway.audit import AuditEntry, AuditLog
from chorus.gateway.authentication import read_jwt_keys
from chorus.gateway.guard import _Attended
from chorus.gateway.instrument import Instrument
from chorus.gateway.sensitivity import Sensitivity
from chorus.jobs.v1 import job_pb2
from chorus.rpc.server import Server
from chorus.rpc.settings import ServiceSettings
from chorus.serving.client import BASE
from chorus.storage.chain import Chain
from chorus.storage.records import Records
from chorus.types.sampling import Sampling
from gateway_stack import started

HIGH = "personas/high"
PROMPT = "What do you drink?"
BAD = Sampling(temperature=-1)


class Evaluation(evaluation_pb2_grpc.EvaluationServiceServicer):
    async def CreateEvaluation(self, request: Any, context: Any) -> evaluation_pb2.CreateEvaluationResponse:
        return evaluation_pb2.CreateEvaluationResponse(job=job_pb2.Job(name="jobs/evaluation.evaluate-1"))

    async def CreateFairnessStudy(self, request: Any, context: Any) -> evaluation_pb2.CreateFairnessStudyResponse:
        return evaluation_pb2.CreateFairnessStudyResponse(job=job_pb2.Job(name="jobs/evaluation.fairness-1"))


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
async def evaluation(stack: AsyncExitStack) -> str:
    server = Server(ServiceSettings(service="evaluation", drain_seconds=0))
    server.add(evaluation_pb2_grpc.add_EvaluationServiceServicer_to_server, Evaluation(), EVALUATION_SERVICE)
    await server.start()
    stack.push_async_callback(server.stop)
    return f"127.0.0.1:{server.port}"


@pytest.fixture
def start(stack: AsyncExitStack, swed: Instrument, synthetic: Callable, tmp_path: Path) -> Callable:
    voices = synthetic(swed, {BASE: {}, HIGH: {}})

    async def start(**settings: Any) -> str:
        return f"127.0.0.1:{(await started(stack, voices, tmp_path, all_there=True, **settings)).server.port}"

    return start


@pytest.fixture
def log(tmp_path: Path) -> Iterator[AuditLog]:
    chain = Chain(f"sqlite:///{tmp_path}/gateway.sqlite")
    yield AuditLog(chain)
    chain.close()


async def logged(log: AuditLog, number: int) -> list[AuditEntry]:
    """The entries, once there are so many: a failure is told before it is logged."""
    async with asyncio.timeout(10):
        while len(entries := await log.newest(20)) < number:
            await asyncio.sleep(0.02)
    assert len(entries) == number
    return [entry for _, entry in reversed(entries)]


async def test_an_ask_that_fails_behind_the_door_is_logged_with_its_code(start: Callable, log: AuditLog) -> None:
    async with AsyncClient(await start()) as client:
        with pytest.raises(InvalidSampling):
            await client.serving.generate(HIGH, PROMPT, BAD)
        with pytest.raises(InvalidSampling):
            _ = [piece async for piece in client.serving.stream_generate(HIGH, PROMPT, BAD)]
    assert [entry.code for entry in await logged(log, 3)] == ["INVALID_ARGUMENT", "BEGUN", "INVALID_ARGUMENT"]


async def test_a_failed_ask_that_cannot_be_logged_tells_what_failed_and_nothing_of_the_log(
    start: Callable, tmp_path: Path
) -> None:
    async with AsyncClient(await start()) as client:
        with sqlite3.connect(tmp_path / "gateway.sqlite") as database:
            database.execute("DROP TABLE links")
        for ask in (client.gateway.ask, client.serving.generate):
            with pytest.raises(InvalidSampling):
                await ask(HIGH, PROMPT, BAD)
            with pytest.raises(Internal, match="went wrong inside"):
                await ask(HIGH, PROMPT)


async def test_what_an_operator_acts_on_is_logged(start: Callable, log: AuditLog) -> None:
    async with AsyncClient(await start()) as client:
        await client.gateway.mark_persona(HIGH, True)
        with pytest.raises(ChorusError):
            await client.finetuning.quarantine("revisions/high.0123", "it says what was said in confidence")
    assert [entry.resources for entry in await logged(log, 2)] == [(HIGH,), ("revisions/high.0123",)]


async def test_a_sensitive_community_is_not_evaluated_without_a_purpose(
    start: Callable, evaluation: str, log: AuditLog
) -> None:
    address = await start(evaluation_address=evaluation, answers_per_day=60)
    communities = ["communities/high", "communities/low"]
    config = EvaluationConfig(posts_per_persona=10)
    async with AsyncClient(address, Access(purpose="")) as client:
        await client.gateway.mark_persona(HIGH, True)
        with pytest.raises(PurposeRequired):
            await client.evaluation.create_evaluation(communities, config)
    async with AsyncClient(address, Access(purpose="a study")) as client:
        job = await client.evaluation.create_evaluation(communities, config)
        with pytest.raises(ResourceExhausted):
            await client.evaluation.create_evaluation(communities, config)
    _, refused, made = await logged(log, 3)
    assert (refused.code, refused.job) == ("FAILED_PRECONDITION", "")
    assert (made.code, made.job, made.purpose) == ("OK", job.name, "a study")
    assert made.personas == refused.personas == (HIGH, "personas/low")


async def test_a_fairness_study_is_logged_with_whom_and_counts_as_many_answers_as_it_takes(
    start: Callable, evaluation: str, log: AuditLog
) -> None:
    # Two voices and the control with three terms, 40 posts of each.
    address = await start(evaluation_address=evaluation, answers_per_day=3 * 3 * 40)
    config = FairnessConfig(terms=("cats", "dogs", "birds"), posts_per_term=40)
    communities = ("communities/high", "communities/low")
    async with AsyncClient(address, Access(purpose="")) as client:
        await client.gateway.mark_persona(HIGH, True)
        with pytest.raises(PurposeRequired):
            await client.evaluation.create_fairness_study(communities, config)
    async with AsyncClient(address, Access(purpose="a study")) as client:
        job = await client.evaluation.create_fairness_study(communities, config)
        with pytest.raises(ResourceExhausted):
            await client.evaluation.create_fairness_study(communities[:1], FairnessConfig(posts_per_term=1))
    _, refused, made = await logged(log, 3)
    assert (refused.code, made.code, made.job) == ("FAILED_PRECONDITION", "OK", job.name)
    assert made.personas == refused.personas == (HIGH, "personas/low")


async def test_a_sensitive_community_is_the_same_people_in_any_partition(start: Callable) -> None:
    async with AsyncClient(await start(), Access(purpose="")) as client:
        await client.gateway.mark_persona(HIGH, True)
        for name in ("personas/high.context", "personas/high.7a20.context", "personas/high.7a20"):
            with pytest.raises(PurposeRequired):
                await client.serving.generate(name, PROMPT)


async def test_no_number_of_marks_hides_one(tmp_path: Path) -> None:
    records = Records(f"sqlite:///{tmp_path}/marks.sqlite")
    marks = Sensitivity(records)
    await marks.mark(HIGH, True)
    for number in range(501):
        await marks.mark(f"personas/other-{number}", False)
    assert await marks.among([HIGH, "personas/other-1"]) == (HIGH,)
    records.close()


async def test_keys_of_several_kinds_stand_side_by_side(tmp_path: Path) -> None:
    keys = (rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1()))
    of_kinds = (jwt.get_algorithm_by_name("RS256"), jwt.get_algorithm_by_name("ES256"))
    said = [kind.to_jwk(key.public_key(), as_dict=True) for kind, key in zip(of_kinds, keys, strict=True)]
    file = tmp_path / "keys.json"
    for jwks in (said, said[::-1]):
        file.write_text(json.dumps({"keys": jwks}))
        known = read_jwt_keys(file, "", "chorus")
        for key, algorithm in zip(keys, ("RS256", "ES256"), strict=True):
            claims = {"sub": "ada", "aud": "chorus", "exp": datetime.now(UTC) + timedelta(minutes=5)}
            assert known.claims(jwt.encode(claims, key, algorithm))["sub"] == "ada"


async def test_whoever_hangs_up_while_the_log_is_written_is_logged(start: Callable, tmp_path: Path) -> None:
    chain, written = Chain(f"sqlite:///{tmp_path}/slow.sqlite"), asyncio.Event()

    class Slow:
        async def record(self, entry: AuditEntry) -> None:
            written.set()
            await asyncio.sleep(0.2)
            await AuditLog(chain).record(entry)

    entry = AuditEntry(datetime.now(UTC), "/s/M", "BEGUN")
    attended = _Attended(Slow(), Call("/s/M", Role.READER), entry)
    answering = asyncio.create_task(attended.answers(None))
    await asyncio.wait_for(written.wait(), 10)
    answering.cancel()
    with pytest.raises(asyncio.CancelledError):
        await answering
    assert [one.code for one in await logged(AuditLog(chain), 1)] == ["OK"]
    chain.close()
