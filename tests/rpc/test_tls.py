"""TLS and mTLS between a real server and real channels, with certificates of a test authority."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import grpc
import pytest
import trustme
from grpc_health.v1 import health_pb2, health_pb2_grpc

from chorus.access import Access
from chorus.errors import InsecureConnection, InvalidArgument, InvalidCertificate, UnsafeBinding
from chorus.gateway.settings import GatewaySettings
from chorus.rpc.channel import PLAIN, Security, connect
from chorus.rpc.guard import CALLER
from chorus.rpc.server import Server
from chorus.rpc.settings import ServiceSettings
from chorus.rpc.tls import Identity
from chorus.serving.settings import ServingSettings


class Authority:
    """An authority with the files of what it signed."""

    def __init__(self, folder: Path, name: str) -> None:
        self._ca, self._folder = trustme.CA(), folder
        self.file = folder / f"{name}-ca.pem"
        self._ca.cert_pem.write_to_path(str(self.file))

    def identity(self, name: str) -> Identity:
        issued = self._ca.issue_cert(name)
        certificate, key = self._folder / f"{name}.pem", self._folder / f"{name}.key"
        certificate.write_bytes(b"".join(part.bytes() for part in issued.cert_chain_pems))
        issued.private_key_pem.write_to_path(str(key))
        return Identity(certificate, key)


@pytest.fixture
def ours(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "ours")


@pytest.fixture
def theirs(tmp_path: Path) -> Authority:
    folder = tmp_path / "theirs"
    folder.mkdir()
    return Authority(folder, "theirs")


@pytest.fixture
async def start(ours: Authority) -> AsyncIterator[Callable]:
    servers: list[Server] = []

    async def start(**settings: Any) -> str:
        identity = ours.identity("localhost")
        usual = {"tls_certificate": identity.certificate, "tls_key": identity.key, "drain_seconds": 0}
        server = Server(ServiceSettings(service="test", **(usual | settings)))
        await server.start()
        servers.append(server)
        return f"localhost:{server.port}"

    yield start
    for server in servers:
        await server.stop()


async def answers(address: str, security: Security) -> bool:
    async with connect(address, security) as channel:
        call = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=3)
        code = await call.code()
    assert code in (grpc.StatusCode.OK, grpc.StatusCode.UNAVAILABLE)
    return code is grpc.StatusCode.OK


async def test_who_trusts_the_authority_is_answered_and_nobody_else(
    start: Callable, ours: Authority, theirs: Authority
) -> None:
    address = await start()
    assert await answers(address, Security(ours.file))
    assert not await answers(address, Security(theirs.file))
    assert not await answers(address, PLAIN)


async def test_with_mtls_clients_show_a_certificate_of_the_authority(
    start: Callable, ours: Authority, theirs: Authority
) -> None:
    address = await start(tls_client_ca=ours.file)
    assert await answers(address, Security(ours.file, ours.identity("client")))
    assert not await answers(address, Security(ours.file))
    assert not await answers(address, Security(ours.file, theirs.identity("client")))


def test_files_that_are_no_certificate_are_named(tmp_path: Path, ours: Authority) -> None:
    one, other = ours.identity("one"), ours.identity("other")
    nothing = tmp_path / "nothing.pem"
    nothing.write_text("nothing")
    for wrong in (
        Identity(one.certificate, other.key),
        Identity(nothing, one.key),
        Identity(tmp_path / "none", one.key),
    ):
        with pytest.raises(InvalidCertificate, match=f"CHORUS_TLS_CERTIFICATE {wrong.certificate}"):
            wrong.read()
    for path in (nothing, tmp_path / "none"):
        with pytest.raises(InvalidCertificate, match=f"CHORUS_TLS_CA {path}"):
            connect("localhost:1", Security(path))


async def test_a_server_with_a_key_that_does_not_fit_does_not_start(start: Callable, ours: Authority) -> None:
    with pytest.raises(InvalidCertificate):
        await start(tls_key=ours.identity("other").key)


@pytest.mark.parametrize("address", ["chorus.example.org:50050", "10.0.0.7:50050", "dns:///chorus.example.org:50050"])
def test_a_token_never_leaves_the_machine_in_the_clear(address: str) -> None:
    with pytest.raises(InsecureConnection, match="CHORUS_TLS_CA"):
        connect(address, Access("chorus_0_x").security)


@pytest.mark.parametrize("address", ["127.0.0.1:1", "localhost:1", "[::1]:1", "unix:/tmp/x"])
async def test_on_this_machine_it_may(address: str) -> None:
    await connect(address, Access("chorus_0_x").security).close()


async def test_a_token_goes_by_tls_to_any_machine(ours: Authority) -> None:
    await connect("10.0.0.7:1", Access("chorus_0_x", tls_ca=ours.file).security).close()
    await connect("10.0.0.7:1", Access("chorus_0_x", tls_ca="system").security).close()


def test_a_token_is_in_no_representation() -> None:
    access = Access("chorus_0_hidden", purpose="care")
    assert "hidden" not in repr(access)
    assert "hidden" not in repr(access.security)
    with pytest.raises(InvalidArgument):
        _ = Access("two\nlines").security


def test_access_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHORUS_TOKEN", "chorus_0_x")
    monkeypatch.setenv("CHORUS_PURPOSE", "care")
    monkeypatch.setenv("CHORUS_TLS_CA", "/ca.pem")
    assert Access.from_environment() == Access("chorus_0_x", "care", "/ca.pem")
    assert Access.from_environment("other").purpose == "other"
    assert Access("chorus_0_x", "żur").security.metadata() == (
        ("authorization", "Bearer chorus_0_x"),
        ("chorus-purpose-bin", "żur".encode()),
    )


@pytest.mark.parametrize(
    ("kind", "given", "missing"),
    [
        (ServiceSettings, (), ["CHORUS_TLS_CERTIFICATE", "CHORUS_SERVICE_KEY_FILE or CHORUS_TLS_CLIENT_CA"]),
        (ServiceSettings, ("tls",), ["CHORUS_SERVICE_KEY_FILE or CHORUS_TLS_CLIENT_CA"]),
        (ServiceSettings, ("key",), ["CHORUS_TLS_CERTIFICATE"]),
        (ServiceSettings, ("tls", "key"), []),
        (ServiceSettings, ("tls", "ca"), []),
        (GatewaySettings, (), ["CHORUS_TLS_CERTIFICATE", "CHORUS_GATEWAY_AUTHENTICATION=required"]),
        (GatewaySettings, ("tls",), ["CHORUS_GATEWAY_AUTHENTICATION=required"]),
        (GatewaySettings, ("tls", "key"), ["CHORUS_GATEWAY_AUTHENTICATION=required"]),
        (GatewaySettings, ("auth",), ["CHORUS_TLS_CERTIFICATE"]),
        (GatewaySettings, ("tls", "auth"), []),
        (ServingSettings, (), ["CHORUS_SERVICE_KEY_FILE"]),
        (ServingSettings, ("key",), []),
    ],
)
def test_beyond_loopback_nothing_listens_without_what_it_takes(
    kind: type[ServiceSettings], given: tuple[str, ...], missing: list[str]
) -> None:
    means: dict[str, dict[str, Any]] = {
        "tls": {"tls_certificate": "/c", "tls_key": "/k"},
        "key": {"service_key_file": "/s"},
        "ca": {"tls_client_ca": "/ca"},
        "auth": {"authentication": "required"},
    }
    settings = {name: value for one in given for name, value in means[one].items()}
    assert kind(host="127.0.0.1", **settings).host == "127.0.0.1"
    if not missing:
        assert kind(host="0.0.0.0", **settings).host == "0.0.0.0"
        return
    with pytest.raises(UnsafeBinding) as refused:
        kind(host="0.0.0.0", **settings)
    assert all(name in refused.value.message for name in missing)
    assert ("CHORUS_TLS_CERTIFICATE" in refused.value.message) == ("CHORUS_TLS_CERTIFICATE" in missing)


def test_nobody_is_known_outside_a_call() -> None:
    assert CALLER.get().id == ""
