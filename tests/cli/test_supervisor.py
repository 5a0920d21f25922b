import asyncio
import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from chorus.cli.supervisor import SERVICES, STOP_SECONDS, Site, Supervisor, make_service_key, running, stop_all
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


STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
worker = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(120)"], process_group=0)
print(worker.pid, flush=True)
time.sleep(120)
"""


@pytest.mark.parametrize("again", [signal.SIGINT, signal.SIGTERM])
async def test_whoever_asks_twice_is_not_kept_waiting(tmp_path: Path, again: signal.Signals) -> None:
    site = Site(tmp_path, 6000)
    site.log("ray").parent.mkdir()
    supervisor = Supervisor(site, print)
    await supervisor._launch("ray", [sys.executable, "-c", STUBBORN], {})
    async with asyncio.timeout(20):
        while not (said := site.log("ray").read_text().strip()):
            await asyncio.sleep(0.05)
    stopping = asyncio.create_task(stop_all(supervisor, print))
    await asyncio.sleep(0.5)
    assert not stopping.done()
    os.kill(os.getpid(), again)
    async with asyncio.timeout(STOP_SECONDS / 2):
        await stopping
    async with asyncio.timeout(10):
        while is_running(int(said)):
            await asyncio.sleep(0.05)


async def test_what_does_not_stop_in_its_time_is_killed_and_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chorus.cli.supervisor.STOP_SECONDS", 0.5)
    site = Site(tmp_path, 6000)
    site.log("ray").parent.mkdir()
    supervisor = Supervisor(site, print)
    await supervisor._launch("ray", [sys.executable, "-c", STUBBORN], {})
    program = supervisor._programs["ray"]
    async with asyncio.timeout(20):
        while not site.log("ray").read_text().strip():
            await asyncio.sleep(0.05)
    await supervisor.stop()
    assert program.returncode == -signal.SIGKILL


def is_running(pid: int) -> bool:
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False
