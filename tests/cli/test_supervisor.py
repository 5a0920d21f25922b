import socket
from pathlib import Path

import pytest

from chorus.cli.supervisor import SERVICES, Site, make_service_key, running
from chorus.errors import FailedPrecondition


def test_every_service_is_told_where_it_and_the_others_are(tmp_path: Path) -> None:
    environment = Site(tmp_path, 6000).environment("127.0.0.1:7000", "token")
    for offset, service in enumerate(SERVICES):
        assert environment[f"CHORUS_{service.upper()}_PORT"] == str(6000 + offset)
        assert environment[f"CHORUS_{service.upper()}_ADDRESS"] == f"127.0.0.1:{6000 + offset}"
    assert environment["RAY_AUTH_MODE"] == "token"


async def test_a_taken_port_is_named_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(FailedPrecondition, match=f"port {port}"):
            async with running(Site(tmp_path / "home", port), say=print):
                pass
    assert not (tmp_path / "home").exists()


def test_the_services_share_a_key_that_nobody_else_can_read(tmp_path: Path) -> None:
    site = Site(tmp_path, 6000)
    make_service_key(site.service_key)
    first = site.service_key.read_text()
    make_service_key(site.service_key)
    assert site.service_key.read_text() == first
    assert site.service_key.stat().st_mode & 0o777 == 0o600
    assert len(first) == 64
    assert site.environment("127.0.0.1:7000", "token")["CHORUS_SERVICE_KEY_FILE"] == str(tmp_path / "service.key")
