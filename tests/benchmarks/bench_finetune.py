"""Finetuning beside transformers' Trainer with PEFT alone, on the same demonstrations and the same base model.

1. One community: tokens per second of training, and wall time from nothing to a saved adapter. The plain Trainer gets batches of
   as many texts as Chorus has on average, drawn at random and, in a second run, grouped by length.
2. Six small communities: six separate Ray Train runs, the plain Trainer in each; and Chorus, in one run. Beside them the plain
   Trainer, one after another in one process, and Chorus with a run for each.

The base model has the shape of the one that Chorus builds, and random weights: none of the times depends on them.

    python bench_finetune.py [--quick]
"""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from statistics import mean
from typing import Any

import ray
from bars import Bar, print_table, verdict

from chorus.finetuning.base_recipe import BaseConfig
from chorus.finetuning.batches import token_batches
from chorus.finetuning.demonstration_set import DemonstrationConfig
from chorus.finetuning.demonstrations import Demonstrations, demonstrate, sift
from chorus.finetuning.engine import AdapterPlan, TrainedAdapter, TrainingPlan
from chorus.finetuning.instructions import bundled_instructions
from chorus.finetuning.ray_engine import RayEngine
from chorus.finetuning.ray_places import Places
from chorus.finetuning.recipe import complete
from chorus.finetuning.revision import FinetuningConfig
from chorus.sample.community import PLANTED
from chorus.sample.voice import load_voice
from chorus.storage.artifacts import Artifacts
from chorus.types.post import Post

HERE = Path(__file__).parent
LARGE, SMALL = 2000, 120
"""Posts of the one community, and of each of the six."""
NUM_RUNS = 3


@dataclass(frozen=True, slots=True)
class Timed:
    """What one way of training took."""

    wall: float
    """Seconds from nothing to the last saved adapter."""
    tokens_per_second: float = 0.0
    """Of training, validation and saving aside; padding not counted. 0 where nobody measured it."""
    loss: float = 0.0
    """Mean validation loss at the end, nats per token."""


def main() -> int:
    """Measure, print, judge."""
    quick = "--quick" in sys.argv
    home = Path(tempfile.mkdtemp(prefix="chorus-bench-"))
    # One loop, and with it one pool of threads, for all: Ray ends a cluster with the thread that started it.
    runner = asyncio.Runner()
    try:
        bench = Bench(home, make_base(home / "base"), runner)
        bars = bench.one_community(200 if quick else LARGE, 1 if quick else NUM_RUNS)
        bars += bench.six_communities(60 if quick else SMALL)
        return verdict(bars)
    finally:
        ray.shutdown()
        runner.close()
        shutil.rmtree(home)


@dataclass(frozen=True, slots=True)
class Bench:
    """Everything on one base model, in one folder."""

    home: Path
    base: Path
    runner: asyncio.Runner

    def one_community(self, num_posts: int, num_runs: int) -> list[Bar]:
        """One community of a usual size."""
        demonstrations = [demonstrations_of(PLANTED[0].name, num_posts)]
        config = config_of(demonstrations[0])
        runs: dict[str, list[Timed]] = {"random": [], "group_by_length": [], "ours": []}
        for seed in range(num_runs):
            # In turn, for a machine that others use too is not always as fast.
            ray.shutdown()
            for order in ("random", "group_by_length"):
                runs[order].append(self.plain(order, demonstrations, config))
            self.start_ray()
            runs["ours"].append(self.chorus(demonstrations, replace(config, seed=seed)))
        ours = median(runs.pop("ours"))
        found = {f"Trainer + PEFT, {order}": median(each) for order, each in runs.items()}
        show(
            f"One community, {len(demonstrations[0].training):,} posts to learn from, {config.epochs} epochs",
            found,
            ours,
        )
        fastest = max(timed.tokens_per_second for timed in found.values())
        soonest = min(timed.wall for timed in found.values())
        return [
            Bar(
                "one community: tokens/s, Chorus / fastest plain Trainer",
                ours.tokens_per_second / fastest,
                1,
                "×",
                True,
            ),
            Bar("one community: wall time, Chorus / soonest plain Trainer", ours.wall / soonest, 1, "×"),
        ]

    def six_communities(self, num_posts: int) -> list[Bar]:
        """Six small communities."""
        demonstrations = [demonstrations_of(each.name, num_posts) for each in PLANTED]
        config = config_of(demonstrations[0])
        ray.shutdown()
        found = {"Trainer + PEFT, random, in one process": self.plain("random", demonstrations, config)}
        self.start_ray()
        six = self.plain_ray_train("random", demonstrations, config)
        separate = [self.chorus([each], config) for each in demonstrations]
        found["the same in six Ray Train runs"] = six
        found["Chorus, in six runs"] = Timed(
            sum(each.wall for each in separate),
            mean(each.tokens_per_second for each in separate),
            mean(each.loss for each in separate),
        )
        ours = self.chorus(demonstrations, replace(config, seed=1))
        show(
            f"Six communities, about {len(demonstrations[0].training)} posts each, {config.epochs} epochs", found, ours
        )
        return [
            Bar("six communities: wall time, six Ray Train runs / Chorus", six.wall / ours.wall, 3, "×", at_least=True)
        ]

    def start_ray(self) -> None:
        """A cluster that is there already, as it is for the service; a run starts its workers in any case."""
        if not ray.is_initialized():
            self.runner.run(self.engine.stop("finetune-none"))

    @property
    def engine(self) -> RayEngine:
        """The engine of the service."""
        return RayEngine("local", Places(str(self.home / "artifacts"), str(self.home / "runs"), self.home / "cache"))

    def chorus(self, demonstrations: list[Demonstrations], config: FinetuningConfig) -> Timed:
        """One run of the service's engine."""
        artifacts = Artifacts(str(self.home / "artifacts"))
        adapters = tuple(
            AdapterPlan(str(number), f"communities/{number}", artifacts.put_bytes(each.dump()), config)
            for number, each in enumerate(demonstrations)
        )
        plan = TrainingPlan("base-models/bench", str(self.base), adapters, compare=False)
        begun = time.perf_counter()
        trained = self.runner.run(self._trained(plan))
        return Timed(
            time.perf_counter() - begun,
            mean(each.tokens_per_second for each in trained),
            mean(each.history[-1].validation_loss or 0.0 for each in trained),
        )

    async def _trained(self, plan: TrainingPlan) -> list[TrainedAdapter]:
        return [event async for event in self.engine.train(plan) if isinstance(event, TrainedAdapter)]

    def plain(self, order: str, demonstrations: list[Demonstrations], config: FinetuningConfig) -> Timed:
        """One run of the plain Trainer, in a process of its own."""
        begun = time.perf_counter()
        result = said_by("plain_trainer.py", *self._task(order, demonstrations, config))
        wall = time.perf_counter() - begun
        return Timed(wall, result["tokens"] / result["seconds"], mean(result["losses"]))

    def plain_ray_train(self, order: str, demonstrations: list[Demonstrations], config: FinetuningConfig) -> Timed:
        """The plain Trainer on the cluster that is up, in a Ray Train run for each community."""
        address = ray.get_runtime_context().gcs_address
        storage = str(self.home / "plain-runs")
        result = said_by("plain_ray_train.py", address, storage, *self._task(order, demonstrations, config))
        return Timed(result["seconds"], loss=mean(result["losses"]))

    def _task(self, order: str, demonstrations: list[Demonstrations], config: FinetuningConfig) -> list[str]:
        """The arguments by which the plain Trainer is told what to do."""
        files = []
        for number, each in enumerate(demonstrations):
            files.append(self.home / f"{number}.json")
            files[-1].write_bytes(each.dump())
        numbers = [mean_batch(demonstrations[0], config, self.base), config.epochs, config.learning_rate]
        return [str(self.base), order, *map(str, numbers), *map(str, files)]


def said_by(script: str, *arguments: str) -> dict[str, Any]:
    """The line of JSON that a script beside this one ends with."""
    output = subprocess.run(
        [sys.executable, str(HERE / script), *arguments],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1"},
    )
    result: dict[str, Any] = json.loads(output.stdout.splitlines()[-1])
    return result


def make_base(folder: Path) -> Path:
    """A model of the built base's shape, with random weights and a tokenizer of the sample's words."""
    from transformers import LlamaConfig, LlamaForCausalLM, set_seed

    from chorus.finetuning.tokenizer import train_tokenizer

    shape = BaseConfig()
    texts = [post.text for each in PLANTED for post in posts_of(each.name, 2000)]
    tokenizer = train_tokenizer(texts, shape.vocabulary, shape.context_length)
    set_seed(0)
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=shape.hidden,
        intermediate_size=shape.mlp,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.hidden // shape.head_dim,
        max_position_embeddings=shape.context_length,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
        tie_word_embeddings=True,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def posts_of(community: str, number: int) -> list[Post]:
    """Posts in a planted community's voice, two by each author."""
    rng, voice = Random(f"{community}:{number}"), load_voice(community)
    return [Post(f"{community}-{i}", f"{community}-{i // 2}", voice.write(rng)) for i in range(number)]


def demonstrations_of(community: str, number: int) -> Demonstrations:
    """What is learned from so many posts."""
    config = DemonstrationConfig(max_similarity=1.0)
    return demonstrate(sift(posts_of(community, number), config), config, 0, bundled_instructions())


def config_of(demonstrations: Demonstrations) -> FinetuningConfig:
    """The service's own choice for the built base; no training is stopped early, so that all do the same work."""
    return complete(FinetuningConfig(patience=100), len(demonstrations.training), 2_600_000)


def mean_batch(demonstrations: Demonstrations, config: FinetuningConfig, base: Path) -> int:
    """How many texts Chorus has in a batch on average."""
    from transformers import AutoTokenizer

    from chorus.finetuning.exchanges import Encoder

    encoder = Encoder(AutoTokenizer.from_pretrained(base), 1024)
    pairs = [*demonstrations.training, *demonstrations.general]
    lengths = [len(exchange.tokens) for exchange in encoder.encode(pairs)]
    return round(len(lengths) / len(token_batches(lengths, config.batch_tokens)))


def median(runs: list[Timed]) -> Timed:
    """The run of the median wall time."""
    return sorted(runs, key=lambda timed: timed.wall)[len(runs) // 2]


def show(title: str, peers: dict[str, Timed], ours: Timed) -> None:
    """A table of all of them."""
    rows = {**peers, "Chorus, in one run": ours}
    print_table(
        title,
        ["", "wall s", "tokens/s", "validation"],
        [
            [
                name,
                f"{each.wall:.1f}",
                f"{each.tokens_per_second:,.0f}" if each.tokens_per_second else "",
                f"{each.loss:.3f}",
            ]
            for name, each in rows.items()
        ],
    )


if __name__ == "__main__":
    # Ray's workers and the plain Trainer are processes of their own; this one only waits.
    sys.exit(main())
