"""Screening: is a planted order recovered, and only where it was planted; how long six personas and the control take.

Six samples, from posts to scores: three as they are and three with the texts of their posts dealt out anew among all authors, so
that the communities are the same and what they say is not. The planted order is that of concern about weight and shape, and the
scores are those of the Weight Concerns Scale by statements. It tests the way from posts to scores, not the measurement of
attitudes: the sample says it in the instrument's own words. Bases and adapters are made quickly, in 400 steps and from 300 posts
of each community.
"""

import asyncio
import gzip
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from bars import Bar, print_table, verdict
from rich.console import Console
from scipy.stats import spearmanr

from chorus.cli.base_model import active_base_model, make_base_model
from chorus.cli.ground import Ground, ground_of_posts
from chorus.cli.progress import Steps
from chorus.cli.supervisor import Site, running
from chorus.client import AsyncClient
from chorus.errors import Unavailable
from chorus.finetuning.client import BaseModel, DemonstrationConfig, FinetuningConfig, Selection
from chorus.gateway.client import AnswerMode, PersonaScreening, Protocol, Screening
from chorus.graph.client import DetectionConfig, ImportConfig
from chorus.sample import write_sample
from chorus.sample.community import PlantedCommunity, community_of

SEEDS = (0, 1, 2)
PORT = 51450
NUM_COMMUNITIES, MIN_MEMBERS = 6, 50
BASE_STEPS = 400
QUICK = FinetuningConfig(demonstrations=DemonstrationConfig(max_posts=300, selection=Selection.RANDOM))
SERVE_SECONDS = 600.0
WCS, SWED = "instruments/wcs", "instruments/swed"


@dataclass(frozen=True)
class Recovered:
    """What came of one sample."""

    seed: int
    shuffled: bool
    scores: dict[str, float]
    """By planted community, in order of concern."""
    spearman: float
    personas: list[str]

    @property
    def spread(self) -> float:
        """From the lowest score to the highest."""
        return max(self.scores.values()) - min(self.scores.values())


async def main() -> int:
    """Run everything; 1 when a bar is missed."""
    os.environ.setdefault("CHORUS_FINETUNING_BASE_STEPS", str(BASE_STEPS))
    with TemporaryDirectory() as folder:
        site = Site(Path(folder) / "home", PORT)
        async with running(site, say), AsyncClient(site.address("gateway")) as client:
            found = [
                await recover(client, Path(folder), seed, shuffled) for seed in SEEDS for shuffled in (False, True)
            ]
            planted, dealt = found[::2], found[1::2]
            seconds, screened = await screen_all(client, planted[-1].personas)
    show(found)
    show_agreement(screened)
    print(f"\n{'; '.join(screened.notes[:2])}")
    narrower = mean([one.spread for one in dealt]) / mean([one.spread for one in planted])
    return verdict(
        [
            Bar("Spearman with the planted order, mean of three seeds", mean_spearman(planted), 0.8, at_least=True),
            Bar("the same where texts were dealt out anew, its size", abs(mean_spearman(dealt)), 0.5),
            Bar("spread of the scores there / where they were planted", narrower, 0.5, "×"),
            Bar(f"SWED, scored, {len(screened.personas)} personas with the control", seconds, 60, " s"),
        ]
    )


async def recover(client: AsyncClient, folder: Path, seed: int, shuffled: bool) -> Recovered:
    """The personas of one sample, and what they score."""
    posts = folder / f"{'shuffled' if shuffled else 'planted'}-{seed}.jsonl.gz"
    write_sample(posts, seed)
    if shuffled:
        deal_out(posts, seed)
    steps = Steps(Console(stderr=True, force_terminal=False))
    detection = DetectionConfig(seed=seed, top_k=NUM_COMMUNITIES, min_members=MIN_MEMBERS)
    ground = await ground_of_posts(client, posts, ImportConfig(), detection, steps)
    with steps.step("base model"):
        # Texts that are dealt out anew are those that the base of the sample as it is has read.
        known = await active_base_model(client) if shuffled else None
        base_model = known or await make_base_model(client, ground.partition.name, steps, seed)
    personas = await personas_of(client, ground, base_model, replace(QUICK, seed=seed), steps)
    with steps.step("screen"):
        screening = await screened(client, personas, WCS, Protocol(modes=(AnswerMode.SCORED,), seed=seed))
    scores = {}
    for community, persona in zip(ground.communities, personas, strict=True):
        planted = await planted_as(client, community.name)
        scores[planted.name] = (planted.concern, score_of(screening, persona))
    in_order = sorted(scores, key=lambda name: scores[name][0])
    concern, scored = zip(*(scores[name] for name in in_order), strict=True)
    say(f"{posts.name}: {', '.join(f'{name} {scores[name][1]:.1f}' for name in in_order)}")
    spearman = float(spearmanr(concern, scored).statistic)
    return Recovered(seed, shuffled, dict(zip(in_order, scored, strict=True)), spearman, personas)


async def personas_of(
    client: AsyncClient, ground: Ground, base_model: BaseModel, config: FinetuningConfig, steps: Steps
) -> list[str]:
    """An adapter for each community; the names of their personas, once they are served."""
    names = [one.name for one in ground.communities]
    with steps.step("finetune"):
        created = await client.finetuning.create_finetuning(names, config)
        await client.jobs.wait(created.name, on_change=steps.follow)
    personas = [f"personas/{name.removeprefix('communities/')}" for name in names]
    with steps.step("serve"):
        async with asyncio.timeout(SERVE_SECONDS):
            while not await are_served(client, personas, base_model.digest):
                await asyncio.sleep(1)
    return personas


async def are_served(client: AsyncClient, personas: Sequence[str], base_model_digest: str) -> bool:
    """Whether the engine has them all, on that base model."""
    with suppress(Unavailable):
        served = {
            one.name for one in await client.gateway.list_personas() if one.base_model_digest == base_model_digest
        }
        return served.issuperset(personas)
    return False


def deal_out(path: Path, seed: int) -> None:
    """Give every post of an author's own the text of another, at random, among all communities."""
    lines = [parsed(line) for line in lines_of(path)]
    own = [line for line in lines if isinstance(line, dict) and "retweeted_status" not in line]
    texts = {line["id_str"]: line["text"] for line in own}
    dealt = list(texts.values())
    Random(f"dealt-{seed}").shuffle(dealt)
    anew = dict(zip(texts, dealt, strict=True))
    for line in own:
        line["text"] = anew[line["id_str"]]
    for line in lines:
        if isinstance(line, dict) and "retweeted_status" in line:
            original = line["retweeted_status"]
            original["text"] = anew.get(original["id_str"], original["text"])
    text = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    path.write_bytes(gzip.compress(text.encode()))


def parsed(line: str) -> dict[str, Any] | str:
    """A post as it was read; a line that is none as it stands."""
    try:
        found = json.loads(line)
    except ValueError:
        return line
    return found if isinstance(found, dict) and isinstance(found.get("text"), str) and "user" in found else line


def lines_of(path: Path) -> list[str]:
    """The lines of a file of posts."""
    return gzip.decompress(path.read_bytes()).decode().splitlines()


async def planted_as(client: AsyncClient, community: str) -> PlantedCommunity:
    """The planted community that most posts of a found one are of."""
    ids = [post.id async for post in client.graph.stream_posts(community)]
    (planted, _), *_ = Counter(one for id_ in ids if (one := community_of(id_))).most_common(1)
    return planted


def score_of(screening: Screening, persona: str) -> float:
    """The scored value of a persona."""
    (found,) = [one for one in screening.personas if one.persona == persona]
    (score,) = [one for one in found.scales if one.mode is AnswerMode.SCORED]
    assert score.value is not None
    return score.value


async def screen_all(client: AsyncClient, personas: Sequence[str]) -> tuple[float, Screening]:
    """SWED to personas and the control: scored, timed; then both ways, for their agreement."""
    scored = Protocol(modes=(AnswerMode.SCORED,), num_samples=20)
    started = time.monotonic()
    await screened(client, personas, SWED, scored)
    seconds = time.monotonic() - started
    return seconds, await screened(client, personas, SWED, Protocol())


async def screened(client: AsyncClient, personas: Sequence[str], instrument: str, protocol: Protocol) -> Screening:
    """One screening, from order to result."""
    job = await client.gateway.create_screening(personas, instrument, protocol)
    return await client.gateway.get_screening((await client.jobs.wait(job.name)).result)


def show(found: Sequence[Recovered]) -> None:
    """The scores by planted community."""
    names = list(found[-1].scores)
    rows = [
        [
            f"{'dealt anew' if one.shuffled else 'planted'}, seed {one.seed}",
            *(f"{one.scores.get(name, float('nan')):.1f}" for name in names),
            f"{one.spearman:.2f}",
        ]
        for one in found
    ]
    print_table("Weight Concerns Scale, scored, by planted concern", ["", *names, "Spearman"], rows)


def show_agreement(screening: Screening) -> None:
    """How far scored and sampled answers say the same."""
    rows = [[one.persona, *agreement(one)] for one in screening.personas]
    header = ["", "items compared", "mean agreement", "free answers read"]
    print_table("Scored against sampled answers, SWED", header, rows)


def agreement(one: PersonaScreening) -> list[str]:
    """Items, mean agreement, and how many of the free answers to closed items could be read."""
    found = [item.agreement for item in one.statistics if item.agreement is not None]
    closed = [item for item in one.items if item.scored]
    share = sum(sum(item.sampled) for item in closed) / max(1, sum(len(item.given) for item in closed))
    return [str(len(found)), f"{mean(found):.2f}" if found else "–", f"{share:.0%}"]


def mean_spearman(found: Sequence[Recovered]) -> float:
    """Of several samples."""
    return mean([one.spearman for one in found])


def mean(values: Sequence[float]) -> float:
    """Their mean."""
    return sum(values) / len(values)


def say(line: str) -> None:
    """A line about what goes on."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
