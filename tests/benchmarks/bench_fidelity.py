"""Fidelity end to end, from posts to report, with the base that Chorus builds: six subreddits, and the US Congress by reposts.

Everything is as a study does it: communities, base model, adapters, personas, corpora, measures. Neither data set is part of the
project; what is not beside the repository is not measured. Given a folder, and perhaps "reddit" or "congress", the work is kept
there, with the page of each evaluation, and goes on where it stopped. Whether context beats base is printed and no bar: a base
this small hardly reads.
"""

import asyncio
import gzip
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bars import Bar, print_table, verdict
from bench_screening import personas_of, say
from rich.console import Console

from chorus.cli.base_model import make_base_model
from chorus.cli.ground import Ground, ground_of_posts
from chorus.cli.progress import Steps
from chorus.cli.report import render_evaluation
from chorus.cli.supervisor import Site, running
from chorus.client import AsyncClient
from chorus.evaluation.client import EvaluationConfig, FidelityReport, Voice, VoiceScores
from chorus.finetuning.client import FinetuningConfig
from chorus.graph.client import Algorithm, DetectionConfig, ImportConfig

DATA = Path(__file__).parents[3] / "shared" / "data"
SUBREDDITS = ("keto", "loseit", "vegan", "BodyAcceptance", "running", "SkincareAddiction")
PORT = 52150
POSTS = 200
CONGRESS_TOPICS = (
    "jobs and the economy",
    "health care",
    "veterans",
    "schools and students",
    "the budget",
    "security",
    "energy and climate",
    "our community",
)


@dataclass(frozen=True)
class Place:
    """A data set and how its communities are found."""

    name: str
    folder: str
    detection: DetectionConfig
    importing: ImportConfig
    topics: tuple[str, ...] = ()

    def write(self, out: Path) -> Path:
        """The posts in one file."""
        folder = DATA / self.folder
        files = [folder / f"{name}.jsonl.gz" for name in SUBREDDITS]
        if not files[0].exists():
            return folder / "tweets.slim.jsonl.gz"
        posts = out / f"{self.name}.jsonl.gz"
        if not posts.exists():
            lines = [gzip.decompress(file.read_bytes()).rstrip(b"\n") + b"\n" for file in files]
            posts.write_bytes(gzip.compress(b"".join(lines), mtime=0))
        return posts


PLACES = (
    Place(
        "reddit", "reddit_diet_2013", DetectionConfig(algorithm=Algorithm.GIVEN), ImportConfig(keep_unattributed=True)
    ),
    Place("congress", "us_congress_2016", DetectionConfig(top_k=3), ImportConfig(), CONGRESS_TOPICS),
)


async def main(folder: Path, only: list[str]) -> int:
    """Run everything, or only the data sets that are named; 1 when a bar is missed."""
    reports = {}
    for number, place in enumerate(PLACES):
        if only and place.name not in only:
            continue
        if not (DATA / place.folder).is_dir():
            say(f"the data set {place.folder} is not beside the repository: it is not measured")
            continue
        site = Site(folder / place.name, PORT + 10 * number)
        async with running(site, say), AsyncClient(site.address("gateway")) as client:
            reports[place.name] = await evaluated(client, place, folder)
        show(place.name, reports[place.name])
    return verdict([bar for name, report in reports.items() for bar in bars(name, report)])


async def evaluated(client: AsyncClient, place: Place, folder: Path) -> FidelityReport:
    """The report of one data set; its page lies in the folder."""
    steps = Steps(Console(stderr=True, force_terminal=False))
    ground: Ground = await ground_of_posts(client, place.write(folder), place.importing, place.detection, steps)
    with steps.step("base model"):
        base_model = await make_base_model(client, ground.partition.name, steps)
    await personas_of(client, ground, base_model, FinetuningConfig(), steps)
    with steps.step("evaluate"):
        config = EvaluationConfig(topics=place.topics, posts_per_persona=POSTS)
        names = [community.name for community in ground.communities]
        job = await client.evaluation.create_evaluation(names, config)
        report = await client.evaluation.get_report((await client.jobs.wait(job.name, on_change=steps.follow)).result)
    (folder / f"{place.name}.html").write_text(render_evaluation(report, ground.communities))
    return report


def show(name: str, report: FidelityReport) -> None:
    """Every voice's figures."""
    human = report.human
    rows = [
        [
            "people",
            *f1_cells(human.macro_f1.value, human.macro_f1.low, human.macro_f1.high),
            cell(human.bundle_macro_f1),
            "",
        ]
    ]
    for voice in report.voices:
        f1 = voice.origin.macro_f1
        rows.append(
            [
                voice.voice,
                *f1_cells(f1.value, f1.low, f1.high),
                cell(voice.origin.bundle_macro_f1),
                f"{distance(voice):.3f}",
            ]
        )
    print_table(f"{name}: {len(report.communities)} communities", ["", "F1", "95%", "in tens", "mean Fréchet"], rows)
    for finding in report.findings:
        print(f"{finding.id}: {finding.message}")


def f1_cells(value: float, low: float, high: float) -> list[str]:
    """F1 and its interval."""
    return [f"{value:.3f}", f"{low:.3f}–{high:.3f}"]


def cell(value: float | None) -> str:
    """A figure that may be missing."""
    return "–" if value is None else f"{value:.3f}"


def distance(voice: VoiceScores) -> float:
    """Mean Fréchet distance over communities."""
    return sum(scores.frechet.value for scores in voice.semantics) / max(1, len(voice.semantics))


def bars(name: str, report: FidelityReport) -> list[Bar]:
    """What was aimed at."""
    voices = {voice.voice: voice for voice in report.voices}
    finetuned = voices[Voice.FINETUNED]
    others = [voices[Voice.CONTEXT], voices[Voice.BASE]]
    origin = finetuned.origin
    found = [
        Bar(f"{name}: origin F1, finetuned", origin.macro_f1.value, 0.5 if name == "reddit" else 0.4, at_least=True)
    ]
    if name == "reddit":
        found.append(Bar(f"{name}: in bundles of ten", origin.bundle_macro_f1 or 0.0, 0.9, at_least=True))
    best = max(other.origin.macro_f1.high for other in others)
    nearest = min(distance(other) for other in others)
    return [
        *found,
        Bar(
            f"{name}: its interval's low end over the others' high end", origin.macro_f1.low - best, 0.0, at_least=True
        ),
        Bar(f"{name}: Fréchet distance, finetuned / nearest of the others", distance(finetuned) / nearest, 1.0, "×"),
    ]


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(asyncio.run(main(Path(sys.argv[1]), sys.argv[2:])))
    with TemporaryDirectory() as temporary:
        sys.exit(asyncio.run(main(Path(temporary), [])))
