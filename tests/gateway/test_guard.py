"""The guarded door over a real port: every call by every kind of caller, quotas, purposes, and what the log says of it."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import grpc
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from grpc_health.v1 import health_pb2, health_pb2_grpc

from chorus.access import Access
from chorus.client import AsyncClient
from chorus.errors import (
    InvalidArgument,
    NotFound,
    PermissionDenied,
    PurposeRequired,
    ResourceExhausted,
    RevisionNotActive,
    Unauthenticated,
)
from chorus.gateway.access import CALLS, Call, Role
from chorus.gateway.audit import AuditLog
from chorus.gateway.client import AnswerMode, Protocol
from chorus.gateway.instrument import Instrument
from chorus.gateway.tokens import Token, Tokens
from chorus.rpc.channel import connect
from chorus.serving.client import BASE, ChoiceQuestion, Question
from chorus.storage.chain import Chain
from chorus.storage.records import Records
from chorus.types.sampling import Sampling
from gateway_stack import started

HIGH = "personas/high"
PROMPT = "What do you drink?"
REFLECTION = Call("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", Role.READER, "", True, True)
UNKNOWN = Call("/chorus.gateway.v1.GatewayService/OpenSesame", Role.READER)
KEY = ec.generate_private_key(ec.SECP256R1())
OTHER = ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
def voices(swed: Instrument, synthetic: Callable) -> Any:
    return synthetic(swed, {BASE: {}, HIGH: {}})


@pytest.fixture
def start(stack: AsyncExitStack, voices: Any, tmp_path: Path) -> Callable:
    key_file = tmp_path / "jwt.pem"
    key_file.write_bytes(
        KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )

    async def start(**settings: Any) -> str:
        settings = {"authentication": "required", "jwt_key_file": key_file, "refusals_per_minute": 0} | settings
        return f"127.0.0.1:{(await started(stack, voices, tmp_path, all_there=True, **settings)).server.port}"

    return start


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    records = Records(f"sqlite:///{tmp_path}/gateway.sqlite")
    yield records
    records.close()


@pytest.fixture
def tokens(records: Records) -> Tokens:
    return Tokens(records)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[AuditLog]:
    chain = Chain(f"sqlite:///{tmp_path}/gateway.sqlite")
    yield AuditLog(chain)
    chain.close()


def signed(key: Any = KEY, algorithm: str = "ES256", **claims: Any) -> str:
    said = {
        "sub": "ada",
        "aud": "chorus",
        "role": "researcher",
        "exp": datetime.now(UTC) + timedelta(minutes=5),
    } | claims
    return jwt.encode({name: value for name, value in said.items() if value is not None}, key, algorithm)


def unsigned() -> str:
    return jwt.encode(jwt.decode(signed(), options={"verify_signature": False}), None, "none")


async def code_of(channel: grpc.aio.Channel, call: Call, token: str = "") -> grpc.StatusCode:
    """What becomes of a call with an empty request."""
    metadata = (("authorization", f"Bearer {token}"),) if token else ()
    kinds = {
        (False, False): channel.unary_unary,
        (False, True): channel.unary_stream,
        (True, False): channel.stream_unary,
        (True, True): channel.stream_stream,
    }
    request: Any = iter([b""]) if call.streams_requests else b""
    made = kinds[call.streams_requests, call.streams_responses](call.path)(request, metadata=metadata, timeout=20)
    try:
        if call.streams_responses:
            async for _ in made:
                pass
        else:
            await made
    except grpc.aio.AioRpcError as error:
        return error.code()
    return grpc.StatusCode.OK


async def test_no_call_passes_without_good_credentials(start: Callable, tokens: Tokens, records: Records) -> None:
    address = await start()
    expired = await tokens.create("Old", Role.OPERATOR, 1)
    past = datetime.now(UTC) - timedelta(seconds=1)
    await records.update(Token, expired.token.name, lambda was: replace(was, expire_time=past))
    revoked = await tokens.create("Gone", Role.OPERATOR, 0)
    await tokens.revoke(revoked.token.name.partition("/")[2])
    good = (await tokens.create("Good", Role.OPERATOR, 0)).text
    bad = {
        "none": "",
        "tampered": good[:-1] + ("a" if good[-1] != "a" else "b"),
        "unknown": "chorus_000000000000_" + "x" * 43,
        "expired": expired.text,
        "revoked": revoked.text,
        "nonsense": "let me in",
        "another key": signed(OTHER),
        "another audience": signed(aud="elsewhere"),
        "expired jwt": signed(exp=datetime.now(UTC) - timedelta(seconds=1)),
        "without expiry": signed(exp=None),
        "without role": signed(role=None),
        "unknown role": signed(role="emperor"),
        "not signed": unsigned(),
        "shared secret": signed("k" * 64, "HS256"),
    }
    async with connect(address) as channel:
        for call in (*CALLS.values(), REFLECTION):
            assert await code_of(channel, call) is grpc.StatusCode.UNAUTHENTICATED, call.path
        for name, token in bad.items():
            for call in (CALLS["/chorus.gateway.v1.GatewayService/GetStatus"], REFLECTION, next(iter(CALLS.values()))):
                assert await code_of(channel, call, token) is grpc.StatusCode.UNAUTHENTICATED, name
        health = health_pb2_grpc.HealthStub(channel)
        assert (await health.Check(health_pb2.HealthCheckRequest())).status == health_pb2.HealthCheckResponse.SERVING
        assert await code_of(channel, CALLS["/chorus.gateway.v1.GatewayService/GetStatus"], good) is grpc.StatusCode.OK


@pytest.mark.parametrize("role", list(Role))
async def test_every_call_passes_for_its_role_and_those_above_it_alone(
    start: Callable, tokens: Tokens, role: Role
) -> None:
    address = await start()
    token = (await tokens.create("Ada", role, 1)).text
    ranks = list(Role)
    async with connect(address) as channel:
        for call in CALLS.values():
            code = await code_of(channel, call, token)
            if ranks.index(role) < ranks.index(call.role):
                assert code is grpc.StatusCode.PERMISSION_DENIED, call.path
            else:
                assert code not in (grpc.StatusCode.PERMISSION_DENIED, grpc.StatusCode.UNAUTHENTICATED), call.path
        assert await code_of(channel, REFLECTION, token) is grpc.StatusCode.OK
        assert await code_of(channel, UNKNOWN, token) is grpc.StatusCode.UNIMPLEMENTED


async def test_a_jwt_is_as_good_as_a_token(start: Callable, log: AuditLog) -> None:
    address = await start()
    async with AsyncClient(address, Access(signed(name="Ada"))) as client:
        assert (await client.gateway.ask(HIGH, PROMPT)).answers
    ((_, entry),) = await log.newest(5)
    assert (entry.caller, entry.caller_name, entry.role) == ("jwt/ada", "Ada", "researcher")


async def test_a_revoked_token_opens_nothing_within_seconds(start: Callable, tokens: Tokens) -> None:
    address = await start()
    made = await tokens.create("Ada", Role.READER, 1)
    async with AsyncClient(address, Access(made.text)) as client:
        await client.gateway.get_status()
        await tokens.revoke(made.token.name.partition("/")[2])
        async with asyncio.timeout(8):
            while True:
                try:
                    await client.gateway.get_status()
                except Unauthenticated:
                    break
                await asyncio.sleep(0.2)


async def test_asks_and_screenings_are_logged_with_whom_and_by_which_weights(
    start: Callable, tokens: Tokens, log: AuditLog
) -> None:
    address = await start()
    made = await tokens.create("Ada", Role.RESEARCHER, 1)
    async with AsyncClient(address, Access(made.text, purpose="a study of zażółć")) as client:
        await client.gateway.ask(HIGH, PROMPT)
        _ = [piece async for piece in client.gateway.stream_ask(HIGH, PROMPT)]
        await client.serving.generate(HIGH, PROMPT)
        job = await client.gateway.create_screening([HIGH], "instruments/wcs", Protocol(modes=(AnswerMode.SCORED,)))
        await client.jobs.wait(job.name)
        with pytest.raises(PermissionDenied):
            await client.gateway.mark_persona(HIGH, True)
        with pytest.raises(NotFound):
            await client.gateway.ask("personas/nobody", PROMPT)
    entries = [entry for _, entry in reversed(await log.newest(50))]
    assert [(entry.method.rpartition("/")[2], entry.code) for entry in entries] == [
        ("AskPersona", "OK"),
        ("StreamAskPersona", "BEGUN"),
        ("StreamAskPersona", "OK"),
        ("Generate", "OK"),
        ("CreateScreening", "OK"),
        ("MarkPersona", "PERMISSION_DENIED"),
        ("AskPersona", "NOT_FOUND"),
    ]
    digest = sha256(PROMPT.encode()).hexdigest()
    for entry in (entries[0], entries[2], entries[3]):
        assert (entry.personas, entry.prompt_digests) == ((HIGH,), (digest,))
        assert [receipt.revision for receipt in entry.receipts] == ["r1"]
    assert entries[4].job == job.name
    assert all(entry.caller == made.token.name for entry in entries)
    assert {entry.purpose for entry in entries if entry.code != "PERMISSION_DENIED"} == {"a study of zażółć"}
    assert log.verify().num_links == len(entries)


async def test_no_secret_and_no_prompt_is_in_the_log(start: Callable, tokens: Tokens, tmp_path: Path) -> None:
    address = await start()
    made = await tokens.create("Ada", Role.RESEARCHER, 1)
    async with AsyncClient(address, Access(made.text)) as client:
        await client.gateway.ask(HIGH, PROMPT)
    async with AsyncClient(address, Access(made.text + "x")) as client:
        with pytest.raises(Unauthenticated):
            await client.gateway.ask(HIGH, PROMPT)
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("gateway.sqlite*"))
    assert made.text.split("_", 2)[2].encode() not in kept
    assert PROMPT.encode() not in kept
    assert sha256(PROMPT.encode()).hexdigest().encode() in kept


async def test_what_cannot_be_logged_is_not_answered(start: Callable, voices: Any, tmp_path: Path) -> None:
    address = await start(authentication="off")
    with sqlite3.connect(tmp_path / "gateway.sqlite") as database:
        database.execute("DROP TABLE links")
    async with AsyncClient(address) as client:
        with pytest.raises(Exception, match="went wrong inside"):
            await client.gateway.ask(HIGH, PROMPT)


async def test_quotas_are_each_callers_own(start: Callable, tokens: Tokens) -> None:
    address = await start(answers_per_day=25)
    ada, bob = [(await tokens.create(name, Role.RESEARCHER, 1)).text for name in ("Ada", "Bob")]
    async with AsyncClient(address, Access(ada)) as client:
        await client.gateway.ask(HIGH, PROMPT, Sampling(n=20))
        with pytest.raises(ResourceExhausted) as refused:
            await client.serving.generate(HIGH, PROMPT, Sampling(n=6))
        assert refused.value.retry_after > 3600
        questions = [Question(HIGH, PROMPT, Sampling(n=2))] * 3
        with pytest.raises(ResourceExhausted):
            _ = [one async for one in client.serving.batch_generate(questions)]
        with pytest.raises(ResourceExhausted, match="more than"):
            await client.gateway.create_screening([HIGH], "instruments/swed")
        await client.gateway.ask(HIGH, PROMPT, Sampling(n=5))
    async with AsyncClient(address, Access(bob)) as client:
        await client.gateway.ask(HIGH, PROMPT, Sampling(n=25))


async def test_calls_are_counted_by_the_minute(start: Callable) -> None:
    address = await start(authentication="off", calls_per_minute=3)
    async with AsyncClient(address) as client:
        for _ in range(3):
            await client.gateway.get_status()
        with pytest.raises(ResourceExhausted) as refused:
            await client.gateway.get_status()
        assert 1 <= refused.value.retry_after <= 60


async def test_a_stranger_who_knocks_without_end_does_not_fill_the_log(
    start: Callable, tokens: Tokens, log: AuditLog
) -> None:
    address = await start(refusals_per_minute=3)
    read, write = (
        CALLS["/chorus.gateway.v1.GatewayService/GetStatus"],
        CALLS["/chorus.gateway.v1.GatewayService/AskPersona"],
    )
    reader = (await tokens.create("Ada", Role.READER, 1)).text
    async with connect(address) as channel:
        strangers = [await code_of(channel, read, "let me in") for _ in range(5)]
        too_low = [await code_of(channel, write, reader) for _ in range(5)]
        assert await code_of(channel, read, reader) is grpc.StatusCode.OK
    many = [grpc.StatusCode.RESOURCE_EXHAUSTED] * 2
    assert strangers == [grpc.StatusCode.UNAUTHENTICATED] * 3 + many
    assert too_low == [grpc.StatusCode.PERMISSION_DENIED] * 3 + many
    assert len(await log.newest(50)) == 6


async def test_a_sensitive_persona_wants_to_know_what_for_on_every_way(start: Callable) -> None:
    address = await start(authentication="off")
    async with AsyncClient(address, Access(purpose="")) as client:
        await client.gateway.ask(HIGH, PROMPT)
        assert await client.gateway.mark_persona(HIGH, True) == (HIGH,)
        assert await client.gateway.list_sensitive() == (HIGH,)
        ways = (
            lambda: client.gateway.ask(HIGH, PROMPT),
            lambda: client.serving.generate(HIGH, PROMPT),
            lambda: client.serving.score_options(HIGH, [ChoiceQuestion("?", ("a", "b"))]),
            lambda: client.gateway.create_screening([HIGH], "instruments/wcs"),
            lambda: client.gateway.preview_screening([HIGH], "instruments/wcs"),
        )
        for way in ways:
            with pytest.raises(PurposeRequired, match="say what for"):
                await way()
        for stream in (client.gateway.stream_ask(HIGH, PROMPT), client.serving.stream_generate(HIGH, PROMPT)):
            with pytest.raises(PurposeRequired):
                _ = [one async for one in stream]
        with pytest.raises(PurposeRequired):
            _ = [one async for one in client.serving.batch_generate([Question(BASE, "?"), Question(HIGH, "?")])]
        await client.gateway.ask(BASE, PROMPT)
    async with AsyncClient(address, Access(purpose="peer support")) as client:
        assert (await client.gateway.ask(HIGH, PROMPT)).answers
        assert await client.gateway.mark_persona(HIGH, False) == ()
    async with AsyncClient(address, Access(purpose="x" * 501)) as client:
        with pytest.raises(InvalidArgument, match="500"):
            await client.gateway.ask(HIGH, PROMPT)
    async with AsyncClient(address, Access()) as client:
        await client.gateway.ask(HIGH, PROMPT)
        with pytest.raises(NotFound):
            await client.gateway.mark_persona("personas/nobody", True)


async def test_what_has_not_passed_the_gate_speaks_to_operators_alone(
    start: Callable, tokens: Tokens, log: AuditLog, voices: Any
) -> None:
    staged = "personas/high.staged"
    address = await start()
    researcher = Access((await tokens.create("Ada", Role.RESEARCHER, 1)).text, purpose="a study")
    async with AsyncClient(address, researcher) as client:
        ways = (
            lambda: client.gateway.ask(staged, PROMPT),
            lambda: client.serving.generate(staged, PROMPT),
            lambda: client.serving.score_options(staged, [ChoiceQuestion("?", ("a", "b"))]),
            lambda: client.gateway.create_screening([HIGH, staged], "instruments/wcs"),
        )
        for way in ways:
            with pytest.raises(RevisionNotActive, match="only operators ask it"):
                await way()
        with pytest.raises(RevisionNotActive):
            _ = [one async for one in client.serving.batch_generate([Question(HIGH, "?"), Question(staged, "?")])]
        ((_, entry),) = await log.newest(1)
        assert (entry.code, entry.caller_name, entry.personas) == ("FAILED_PRECONDITION", "Ada", (HIGH, staged))
        assert (await client.gateway.ask(HIGH, PROMPT)).answers
    operator = Access((await tokens.create("Bo", Role.OPERATOR, 1)).text, purpose="to decide")
    async with AsyncClient(address, operator) as client:
        # The synthetic serving has no such persona: the door let the question through.
        with pytest.raises(NotFound):
            await client.gateway.ask(staged, PROMPT)


async def test_bytes_that_are_no_request_do_not_reach_serving(start: Callable) -> None:
    address = await start(authentication="off")
    async with connect(address) as channel:
        for call in CALLS.values():
            if call.behind == "serving":
                made = (channel.unary_stream if call.streams_responses else channel.unary_unary)(call.path)(b"\xff\xff")
                with pytest.raises(grpc.aio.AioRpcError) as refused:
                    _ = [one async for one in made] if call.streams_responses else await made
                assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
                assert "no message of this method" in refused.value.details()


async def test_too_large_a_request_is_refused(start: Callable) -> None:
    address = await start(authentication="off", max_request_bytes=2**16)
    async with AsyncClient(address, Access()) as client:
        with pytest.raises(ResourceExhausted):
            await client.gateway.ask(HIGH, "x" * 2**17)


@pytest.mark.parametrize(
    "text", ["", "no key", json.dumps({"keys": []}), json.dumps({"keys": [{"kty": "oct", "k": "c2VjcmV0"}]})]
)
async def test_a_key_file_that_holds_no_public_key_keeps_the_gateway_from_starting(
    start: Callable, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "bad.pem"
    path.write_text(text)
    with pytest.raises(InvalidArgument, match=r"CHORUS_GATEWAY_JWT_KEY_FILE.*bad\.pem"):
        await start(jwt_key_file=path)


async def test_a_jwks_is_searched_by_key_id(start: Callable, tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    keys = []
    for id_, key in (("old", OTHER), ("new", KEY)):
        public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key.public_key()))
        keys.append(public | {"kid": id_, "alg": "ES256", "use": "sig"})
    path.write_text(json.dumps({"keys": keys}))
    address = await start(jwt_key_file=path, jwt_issuer="lab")
    claims = {"sub": "ada", "aud": "chorus", "iss": "lab", "role": "reader", "exp": datetime.now(UTC) + timedelta(1)}
    for headers, good in (({"kid": "new"}, True), ({}, True), ({"kid": "old"}, False)):
        async with AsyncClient(address, Access(jwt.encode(claims, KEY, "ES256", headers))) as client:
            if good:
                await client.gateway.get_status()
            else:
                with pytest.raises(Unauthenticated):
                    await client.gateway.get_status()
    async with AsyncClient(address, Access(jwt.encode(claims | {"iss": "other"}, KEY, "ES256"))) as client:
        with pytest.raises(Unauthenticated):
            await client.gateway.get_status()
