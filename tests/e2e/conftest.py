"""The whole system as a user starts it: separate processes, a quick base model, a small sample."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from chorus.cli.supervisor import SERVICES
from chorus.client import Client
from chorus.sample import SampleSize, write_sample

CHORUS = Path(sys.executable).with_name("chorus")
SMALL = SampleSize(authors=60, posts=6, duplicates=10, malformed=7)


@dataclass(frozen=True)
class Site:
    """A running installation and the study that was run on it."""

    home: Path
    port: int
    posts: Path
    study: dict[str, Any]
    report: str

    @property
    def gateway(self) -> str:
        return f"127.0.0.1:{self.port}"

    def chorus(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run the command line against this site."""
        return run(*arguments, "--gateway", self.gateway)

    def study_again(self, posts: Path, out: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a study on the site that is up."""
        where = ["--home", self.home, "--port", str(self.port), "--out", out]
        return run("run", posts, *where, "--communities", "4", "--posts-per-persona", "40", *arguments)


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [str(CHORUS), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=1500, check=False)


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    home, posts, port = folder / "home", folder / "posts.jsonl.gz", free_ports()
    write_sample(posts, size=SMALL)
    environment = {**os.environ, "CHORUS_FINETUNING_BASE_PRESET": "quick"}
    up = subprocess.Popen(
        [str(CHORUS), "up", "--home", str(home), "--port", str(port)],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert up.stderr is not None
        said = ""
        for line in up.stderr:
            said += line
            if "Chorus is up" in line:
                break
        assert "Chorus is up" in said, said
        site = Site(home, port, posts, {}, "")
        result = site.study_again(posts, folder / "out", "--json")
        assert result.returncode == 0, result.stderr
        report = (folder / "out" / "report.html").read_text()
        yield Site(home, port, posts, json.loads(result.stdout), report)
    finally:
        up.send_signal(signal.SIGINT)
        up.wait(90)
        if up.stderr is not None:
            up.stderr.close()


@pytest.fixture
def client(site: Site) -> Iterator[Client]:
    with Client(site.gateway) as client:
        yield client


def free_ports() -> int:
    """The first of five free ports in a row, whose metrics ports and Serve's HTTP port are free too."""
    for port in range(20_000, 30_000, 10):
        if all(is_free(port + offset + shift) for offset in range(len(SERVICES)) for shift in (0, 1000, 2000)):
            return port
    raise AssertionError("no five free ports in a row")


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
