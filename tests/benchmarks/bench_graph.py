"""The graph service beside its peers, and at the scale of the paper.

1. Detection on planted networks of 10 K, 100 K and 557 K authors: NetworkX's Louvain, the fastest engines alone, and Chorus,
   each in a process of its own. Time to build what the engine takes, time to detect, peak memory, modularity, NMI with what
   was planted. The engines alone are given numbers; Chorus begins with the pseudonyms of a table of reposts.
2. A raw dump of 2.6 M tweets by 557 K users, one line in a thousand cut: from the file to profiled communities, through the
   service's gRPC port, its memory and its health watched all the while.

    python bench_graph.py [--quick]
"""

import asyncio
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from bars import Bar, print_table, verdict
from engines import ENGINES
from tweets import write_tweets

from chorus.graph.client import DetectionConfig, GraphClient
from chorus.jobs.client import Job, JobsClient
from chorus.rpc.channel import connect
from chorus.rpc.health import is_serving

HERE = Path(__file__).parent
SIZES = {"10 K": (10_000, 40_000), "100 K": (100_000, 500_000), "557 K": (557_000, 2_300_000)}
"""Authors and reposts."""
PAPER = (557_000, 2_600_000)
"""Authors and lines of the dump."""
REFERENCE = "networkx Louvain"
OURS = {"Chorus Leiden": "graspologic-native Leiden", "Chorus Louvain": "scikit-network Louvain"}
"""And the engine in each."""
NUM_RUNS = 3
SECONDS_BETWEEN_CALLS = 0.05
SECONDS_BETWEEN_SAMPLES = 1.0


def main() -> int:
    """Measure, print, judge."""
    quick = "--quick" in sys.argv
    bars = detection(dict(list(SIZES.items())[:1]) if quick else SIZES)
    bars += asyncio.run(paper_scale(*((20_000, 60_000) if quick else PAPER)))
    return verdict(bars)


def detection(sizes: dict[str, tuple[int, int]]) -> list[Bar]:
    """Every engine on every network."""
    bars: list[Bar] = []
    for size, (authors, reposts) in sizes.items():
        found = {name: median_run(name, authors, reposts) for name in ENGINES}
        again = {name: run_engine(name, authors, reposts)["partition"] for name in OURS}
        print_table(
            f"{size} authors, {found[REFERENCE]['ties']:,} ties",
            ["", "build s", "detect s", "× faster", "with building", "peak MB", "modularity", "NMI"],
            [[name, *_figures(result, found[REFERENCE])] for name, result in found.items()],
        )
        bars = _bars_of(size, found, again)
    # The bars are about the largest.
    return bars


def _bars_of(size: str, found: dict[str, dict[str, Any]], again: dict[str, str]) -> list[Bar]:
    bars = []
    for ours, engine in OURS.items():
        faster = found[REFERENCE]["detect"] / found[ours]["detect"]
        slower = found[ours]["detect"] / found[engine]["detect"]
        is_same = float(again[ours] == found[ours]["partition"])
        bars += [
            Bar(f"{size}: detection, {REFERENCE} / {ours}", faster, 25, "×", at_least=True),
            Bar(f"{size}: detection, {ours} / {engine} alone", slower, 1.15, "×"),
            Bar(f"{size}: {ours}, same seed, same partition in another process", is_same, 1, at_least=True),
        ]
    return bars


def median_run(name: str, authors: int, reposts: int) -> dict[str, Any]:
    """What one engine took and found, by the run of the median time; the slow reference runs once."""
    runs = [run_engine(name, authors, reposts) for _ in range(1 if name == REFERENCE else NUM_RUNS)]
    return sorted(runs, key=lambda run: float(run["detect"]))[len(runs) // 2]


def run_engine(name: str, authors: int, reposts: int) -> dict[str, Any]:
    """What one engine took and found."""
    command = [sys.executable, str(HERE / "engines.py"), name, str(authors), str(reposts), "0"]
    output = subprocess.run(
        command, check=True, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(HERE)}
    )
    result: dict[str, Any] = json.loads(output.stdout)
    return result


def _figures(result: dict[str, Any], reference: dict[str, Any]) -> list[str]:
    faster = reference["detect"] / result["detect"]
    with_building = (reference["build"] + reference["detect"]) / (result["build"] + result["detect"])
    return [
        f"{result['build']:.2f}",
        f"{result['detect']:.2f}",
        f"{faster:.1f}",
        f"{with_building:.1f}",
        f"{result['peak_mb']:,.0f}",
        f"{result['modularity']:.4f}",
        f"{result['nmi']:.4f}",
    ]


@dataclass(slots=True)
class Watch:
    """What was seen of the service while it worked."""

    peak_mb: float = 0.0
    slowest_ms: float = 0.0
    num_calls: int = 0


async def paper_scale(authors: int, lines: int) -> list[Bar]:
    """From a raw dump to profiled communities."""
    home = Path(tempfile.mkdtemp(prefix="chorus-bench-"))
    try:
        dump = home / "open" / "tweets.jsonl"
        dump.parent.mkdir()
        write_tweets(dump, authors, lines)
        print(f"\n{lines:,} lines by {authors:,} authors, {dump.stat().st_size / 1e9:.2f} GB", flush=True)
        async with service(home) as (process, address):
            return await _measured(process, address, dump)
    finally:
        shutil.rmtree(home)


async def _measured(process: psutil.Process, address: str, dump: Path) -> list[Bar]:
    watch = Watch()
    async with connect(address) as channel:
        graph, jobs = GraphClient(channel), JobsClient(channel)
        watching = [asyncio.create_task(_health(address, watch)), asyncio.create_task(_memory(process, watch))]
        begin = time.perf_counter()
        imported = await jobs.wait((await graph.create_import(str(dump))).name, _said(begin))
        dataset = await graph.get_dataset(imported.result)
        middle = time.perf_counter()
        detected = await jobs.wait((await graph.create_detection(dataset.name, DetectionConfig())).name, _said(begin))
        end = time.perf_counter()
        for task in watching:
            task.cancel()
        partition = await graph.get_partition(detected.result)
        communities = await graph.list_communities(partition.name)
    summary = dataset.summary
    print_table(
        "From the dump to profiled communities, through gRPC",
        ["", ""],
        [
            ["import, s", f"{middle - begin:.1f}"],
            ["detect, compare five seeds, profile, s", f"{end - middle:.1f}"],
            [
                "posts / reposts / malformed",
                f"{summary.num_posts:,} / {summary.num_reposts:,} / {summary.num_malformed:,}",
            ],
            ["members / ties", f"{partition.network.num_members:,} / {partition.network.num_ties:,}"],
            ["communities kept / found", f"{len(communities)} / {partition.num_found:,}"],
            ["stability (mean NMI of seeds)", f"{partition.stability.mean_nmi if partition.stability else 0:.3f}"],
            ["peak memory of all processes, MB", f"{watch.peak_mb:,.0f}"],
            ["health calls answered, slowest ms", f"{watch.num_calls:,}, {watch.slowest_ms:.0f}"],
        ],
    )
    return [
        Bar("paper's scale, from raw JSONL to profiled communities", end - begin, 90, " s"),
        Bar("paper's scale, peak memory of all processes", watch.peak_mb, 4_000, " MB"),
        Bar("slowest health call meanwhile", watch.slowest_ms, 100, " ms"),
    ]


@asynccontextmanager
async def service(home: Path) -> AsyncIterator[tuple[psutil.Process, str]]:
    """The graph service, as ``chorus up`` starts it."""
    port = 51151
    settings = {
        "CHORUS_HOME": str(home),
        "CHORUS_GRAPH_PORT": str(port),
        "CHORUS_GRAPH_IMPORT_ROOTS": str(home / "open"),
    }
    command = [sys.executable, "-m", "chorus.graph"]
    with (home / "graph.log").open("w") as log:
        started = subprocess.Popen(command, env=os.environ | settings, stdout=log, stderr=log)  # noqa: ASYNC220
    address = f"127.0.0.1:{port}"
    try:
        async with connect(address) as channel, asyncio.timeout(60):
            while True:
                with contextlib.suppress(Exception):
                    if await is_serving(channel, timeout=1):
                        break
                await asyncio.sleep(0.2)
        # Its server of processes has its imports done.
        await asyncio.sleep(5)
        yield psutil.Process(started.pid), address
    finally:
        started.terminate()
        started.wait(30)


async def _health(address: str, watch: Watch) -> None:
    async with connect(address) as channel:
        while True:
            begin = time.perf_counter()
            await is_serving(channel, timeout=30)
            watch.slowest_ms = max(watch.slowest_ms, 1000 * (time.perf_counter() - begin))
            watch.num_calls += 1
            await asyncio.sleep(SECONDS_BETWEEN_CALLS)


async def _memory(process: psutil.Process, watch: Watch) -> None:
    while True:
        watch.peak_mb = max(watch.peak_mb, await asyncio.to_thread(_memory_mb, process))
        await asyncio.sleep(SECONDS_BETWEEN_SAMPLES)


def _memory_mb(process: psutil.Process) -> float:
    """Of a process and all below it; what they share counts once."""
    total = 0
    for one in [process, *process.children(recursive=True)]:
        with contextlib.suppress(psutil.Error):
            total += one.memory_full_info().pss
    return total / 1e6


def _said(begin: float) -> Any:
    last = ""

    def say(job: Job) -> None:
        nonlocal last
        message = job.progress.message
        if message and not message.startswith("read ") and message != last:
            last = message
            print(f"{time.perf_counter() - begin:7.1f} s  {message}", flush=True)

    return say


if __name__ == "__main__":
    sys.exit(main())
