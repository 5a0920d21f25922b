"""What services show each other."""

import pickle
from pathlib import Path

import jwt
import pytest

from chorus.errors import FailedPrecondition, PermissionDenied, Unauthenticated
from chorus.rpc.service_token import (
    METADATA_KEY,
    RENEWED_BEFORE,
    SECONDS,
    ServiceGuard,
    ServiceTokens,
    read_service_key,
)
from chorus.rpc.settings import ServiceSettings

KEY, OTHER = b"k" * 64, b"o" * 64
GUARD = ServiceGuard(KEY, ("gateway", "evaluation"))


def shown(service: str = "gateway", key: bytes = KEY) -> dict[str, str | bytes]:
    return dict(ServiceTokens(key, service).metadata())


def test_the_services_that_are_allowed_are_known_by_name() -> None:
    assert GUARD.check(shown()).name == "gateway"
    assert GUARD.check(shown("evaluation")).id == "services/evaluation"


def test_other_services_are_refused() -> None:
    with pytest.raises(PermissionDenied, match="finetuning"):
        GUARD.check(shown("finetuning"))


@pytest.mark.parametrize(
    "credentials",
    [
        {},
        shown(key=OTHER),
        {METADATA_KEY: "nonsense"},
        {METADATA_KEY: b"bytes"},
        {METADATA_KEY: str(shown()[METADATA_KEY])[:-2] + "xx"},
        {METADATA_KEY: jwt.encode({"iss": "gateway", "aud": "chorus-services", "exp": 1}, KEY, "HS256")},
        {METADATA_KEY: jwt.encode({"iss": "gateway", "aud": "chorus-services"}, KEY, "HS256")},
        {METADATA_KEY: jwt.encode({"iss": "gateway", "aud": "other", "exp": 2**33}, KEY, "HS256")},
        {METADATA_KEY: jwt.encode({"iss": "gateway", "aud": "chorus-services", "exp": 2**33}, None, "none")},
        {"authorization": f"Bearer {shown()[METADATA_KEY]}"},
    ],
)
async def test_bad_tokens_are_refused(credentials: dict[str, str | bytes]) -> None:
    with pytest.raises(Unauthenticated, match="through the gateway"):
        await GUARD.admit("/any/Method", credentials, "ipv4:127.0.0.1:1")


def test_a_token_is_made_anew_before_it_ends() -> None:
    now = 1_000_000.0
    tokens = ServiceTokens(KEY, "gateway", lambda: now)
    first = tokens.metadata()
    now += SECONDS - RENEWED_BEFORE - 1
    assert tokens.metadata() == first
    now += 2
    assert tokens.metadata() != first


def test_a_key_file_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "service.key"
    with pytest.raises(FailedPrecondition, match="cannot be read"):
        read_service_key(path)
    path.write_text("short\n")
    with pytest.raises(FailedPrecondition, match="shorter than 32"):
        ServiceSettings(service="graph", service_key_file=path).guard("gateway")
    path.write_bytes(KEY + b"\n")
    assert read_service_key(path) == KEY


def test_without_a_key_everybody_on_the_machine_is_answered() -> None:
    settings = ServiceSettings(service="graph")
    assert settings.guard("gateway") is None
    assert settings.outgoing().metadata() == ()


def test_settings_with_a_key_reach_another_process(tmp_path: Path) -> None:
    path = tmp_path / "service.key"
    path.write_bytes(KEY)
    settings = pickle.loads(pickle.dumps(ServiceSettings(service="serving", service_key_file=path)))
    assert KEY.decode() not in repr(settings)
    assert dict(settings.outgoing_to_serving().metadata())[METADATA_KEY]
