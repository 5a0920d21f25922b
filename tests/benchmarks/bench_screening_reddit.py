"""SWED given to the personas of six real communities and the control: how long it takes, and how far its two ways agree.

Six subreddits around diets and bodies, of a data set that is not part of the project. Base and adapters are made quickly, in 500
steps and from 250 posts each: what is measured is the screening. The base that Chorus builds fails the competence check, so the
scores are no finding about anyone. Given a folder, the work is kept there, and goes on where it stopped.
"""

import asyncio
import gzip
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bars import Bar, print_table, verdict
from bench_screening import personas_of, say, screen_all, show_agreement
from rich.console import Console

from chorus.cli.base_model import make_base_model
from chorus.cli.ground import ground_of_posts
from chorus.cli.progress import Steps
from chorus.cli.report.text import decimal
from chorus.cli.supervisor import Site, running
from chorus.client import AsyncClient
from chorus.finetuning.client import DemonstrationConfig, FinetuningConfig
from chorus.gateway.client import AnswerMode, Screening
from chorus.graph.client import Algorithm, DetectionConfig, ImportConfig

DATA = Path(__file__).parents[3] / "shared" / "data" / "reddit_diet_2013"
SUBREDDITS = ("keto", "loseit", "vegan", "BodyAcceptance", "running", "SkincareAddiction")
PORT = 51950
BASE_STEPS = 500
QUICK = FinetuningConfig(epochs=4, demonstrations=DemonstrationConfig(max_posts=250, general_ratio=0.0))


async def main(folder: Path) -> int:
    """Run everything; 1 when the bar is missed."""
    posts = folder / "six.jsonl.gz"
    if not posts.exists():
        lines = [gzip.decompress((DATA / f"{name}.jsonl.gz").read_bytes()).rstrip(b"\n") + b"\n" for name in SUBREDDITS]
        posts.write_bytes(gzip.compress(b"".join(lines), mtime=0))
    os.environ.setdefault("CHORUS_FINETUNING_BASE_STEPS", str(BASE_STEPS))
    site = Site(folder / "home", PORT)
    async with running(site, say), AsyncClient(site.address("gateway")) as client:
        steps = Steps(Console(stderr=True, force_terminal=False))
        given = DetectionConfig(algorithm=Algorithm.GIVEN)
        ground = await ground_of_posts(client, posts, ImportConfig(keep_unattributed=True), given, steps)
        with steps.step("base model"):
            base_model = await make_base_model(client, ground.partition.name, steps)
        personas = await personas_of(client, ground, base_model, QUICK, steps)
        seconds, screened = await screen_all(client, personas)
    show_scores(screened)
    show_agreement(screened)
    print(f"\n{'; '.join(screened.notes[:2])}")
    return verdict([Bar(f"SWED, scored, {len(screened.personas)} personas with the control", seconds, 60, " s")])


def show_scores(screening: Screening) -> None:
    """Every scale by both ways."""
    rows = []
    for one in screening.personas:
        by_mode = {score.mode: score.value for score in one.scales}
        rows.append([one.persona, *(decimal(by_mode.get(mode), 1) for mode in (AnswerMode.SCORED, AnswerMode.SAMPLED))])
    print_table("Weight Concerns Scale", ["", "scored", "sampled"], rows)


if __name__ == "__main__":
    if not DATA.is_dir():
        say(f"the data set {DATA.name} is not beside the repository: nothing was measured")
        sys.exit()
    if len(sys.argv) > 1:
        sys.exit(asyncio.run(main(Path(sys.argv[1]))))
    with TemporaryDirectory() as temporary:
        sys.exit(asyncio.run(main(Path(temporary))))
