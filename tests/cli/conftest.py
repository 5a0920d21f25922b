"""A graph service and a gateway before it, as processes of their own; nothing else runs."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from chorus.sample import SampleSize, write_sample

SMALL = SampleSize(authors=40, posts=6, duplicates=4, malformed=7)


@dataclass(frozen=True)
class Site:
    """Where to reach the two, and what they may read."""

    gateway: str
    open_folder: Path
    """The one place that files may be imported from."""
    posts: Path
    """A sample, not imported yet, in a place that is not open."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("graph-site")
    posts, open_folder = folder / "posts.jsonl.gz", folder / "open"
    open_folder.mkdir()
    write_sample(posts, size=SMALL)
    settings = {
        "CHORUS_HOME": str(folder / "home"),
        "CHORUS_GRAPH_IMPORT_ROOTS": str(open_folder),
        "CHORUS_GRAPH_MIN_PERSONA_AUTHORS": "25",
        "CHORUS_SERVING_ADDRESS": "127.0.0.1:1",
    }
    with ExitStack() as running:
        graph = running.enter_context(service("graph", settings))
        gateway = running.enter_context(service("gateway", {**settings, "CHORUS_GRAPH_ADDRESS": graph}))
        yield Site(gateway, open_folder, posts)


@contextmanager
def service(name: str, settings: dict[str, str]) -> Iterator[str]:
    """Run one service on a free port; its address."""
    environment = {**os.environ, **settings, f"CHORUS_{name.upper()}_PORT": "0"}
    process = subprocess.Popen(
        [sys.executable, "-m", f"chorus.{name}"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    said = ""
    try:
        for line in process.stderr:
            said += line
            if ready := re.search(rf"{name} is ready on (\S+)", line):
                yield ready[1]
                break
        else:
            raise AssertionError(said)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
