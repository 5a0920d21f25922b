"""Training on Ray: the engine that the service uses. Nothing here imports torch; that happens in Ray's processes only."""

import asyncio
import logging
import socket
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import ray
from ray.exceptions import RayError

import chorus
from chorus.errors import Unavailable
from chorus.finetuning.base_model import BaseModel
from chorus.finetuning.engine import (
    BuildPlan,
    Comparison,
    Examination,
    ExaminationPlan,
    Perplexities,
    PerplexityPlan,
    TrainedAdapter,
    TrainingPlan,
    TrainingProgress,
)
from chorus.finetuning.ray_places import Places
from chorus.finetuning.ray_run import NAMESPACE, Args, Needs, Reserved, Result, Run, Work
from chorus.finetuning.ray_work import build, examine, perplexities, train

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 0.25
SECONDS_TO_END = 30.0


@dataclass(frozen=True, slots=True)
class RayEngine:
    """Trains on the Ray cluster at an address: ``host:port``, ``auto``, or ``local`` for one of this process's own."""

    address: str
    places: Places

    async def train(self, plan: TrainingPlan) -> AsyncGenerator[TrainingProgress | TrainedAdapter | Comparison, None]:
        """Train adapters in one Ray Train run."""
        # The driver waits for its workers and computes nothing.
        needs = Needs(max_failures=self.places.max_failures)
        async with aclosing(self._follow(plan.run, train, (plan, self.places), needs)) as events:
            async for event in events:
                if isinstance(event, (TrainingProgress, TrainedAdapter, Comparison)):
                    yield event

    async def build(self, plan: BuildPlan) -> AsyncGenerator[TrainingProgress | BaseModel, None]:
        """Build a base model in a Ray task."""
        async with aclosing(self._follow(plan.run, build, (plan, self.places), self._one_process())) as events:
            async for event in events:
                if isinstance(event, (TrainingProgress, BaseModel)):
                    yield event

    async def perplexities(self, plan: PerplexityPlan) -> AsyncGenerator[TrainingProgress | Perplexities, None]:
        """Measure texts in a Ray task."""
        async with aclosing(self._follow(plan.run, perplexities, (plan, self.places), self._one_process())) as events:
            async for event in events:
                if isinstance(event, (TrainingProgress, Perplexities)):
                    yield event

    async def examine(self, plan: ExaminationPlan) -> AsyncGenerator[TrainingProgress | Examination, None]:
        """Measure an adapter in a Ray task."""
        async with aclosing(self._follow(plan.run, examine, (plan, self.places), self._one_process())) as events:
            async for event in events:
                if isinstance(event, (TrainingProgress, Examination)):
                    yield event

    async def stop(self, run: str) -> None:
        """Interrupt the run and wait until its processes are gone."""
        await asyncio.to_thread(self._connect)
        await asyncio.to_thread(_end, run)

    def _one_process(self) -> Needs:
        return Needs(num_cpus=1, max_failures=self.places.max_failures)

    async def _follow(
        self, run: str, work: Work[Args], args: Args, needs: Needs
    ) -> AsyncGenerator[TrainingProgress | Result, None]:
        """A run from its beginning, or from where it is, to its end; begun again where all of it died."""
        await asyncio.to_thread(self._connect)
        results: list[Result] = []
        reserved: Reserved | None = None
        for attempt in count(1):
            try:
                async for event in self._watch(run, work, args, needs):
                    if isinstance(event, Reserved):
                        reserved = event
                    elif isinstance(event, TrainingProgress):
                        yield event
                    elif event is not None and event not in results:
                        results.append(event)
                        yield event
                return
            except RayError as error:
                # What died gives neither its name nor its place on the cluster back at once.
                await asyncio.to_thread(_end, run)
                if reserved is not None:
                    await asyncio.to_thread(reserved.release)
                logger.warning("%s died, attempt %d of %d: %s", run, attempt, self.places.max_failures + 1, error)
                if attempt > self.places.max_failures:
                    raise Unavailable(
                        f"the run ended without a word ({type(error).__name__}); start the job again, it goes on where it stopped"
                    ) from None

    async def _watch(
        self, run: str, work: Work[Args], args: Args, needs: Needs
    ) -> AsyncGenerator[TrainingProgress | Result | Reserved | None, None]:
        actor = await asyncio.to_thread(_begin, run, work, args, needs)
        seen, progress, reserved = 0, TrainingProgress(), None
        while True:
            look = await actor.look.remote(seen)
            if look.reserved != reserved:
                yield (reserved := look.reserved)
            if look.progress != progress:
                yield (progress := look.progress)
            for result in look.results:
                yield result
            seen += len(look.results)
            if look.ended:
                break
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        await asyncio.to_thread(_end, run)
        if look.failure is not None:
            raise look.failure

    def _connect(self) -> None:
        if ray.is_initialized():
            return
        environment = {
            # Workers import chorus from where this process does, installed or not.
            "PYTHONPATH": str(Path(chorus.__file__).parents[1]),
            # A finished community waits for the controller to look, which it does every two seconds by default.
            "RAY_TRAIN_HEALTH_CHECK_INTERVAL_S": "0.5",
            "RAY_TRAIN_ENABLE_PRINT_PATCH": "0",
        }
        try:
            _knock(self.address)
            ray.init(
                address=self.address,
                namespace=NAMESPACE,
                runtime_env={"env_vars": environment},
                log_to_driver=False,
                **({"include_dashboard": False} if self.address == "local" else {}),
                logging_level="ERROR",
            )
        except (OSError, RuntimeError, ValueError) as error:
            if ray.is_initialized():
                return
            raise Unavailable(
                f"there is no Ray cluster at {self.address!r} ({type(error).__name__}); start one by 'chorus up', or name one by "
                "RAY_ADDRESS with its token in RAY_AUTH_TOKEN"
            ) from None


def _knock(address: str) -> None:
    """Raise ``OSError`` where nobody listens at ``host:port``; Ray itself tries for a minute and may end the process."""
    host, _, port = address.rpartition(":")
    if host and port.isdecimal():
        socket.create_connection((host, int(port)), timeout=5).close()


def _begin(run: str, work: Work[Args], args: Args, needs: Needs) -> "ray.actor.ActorHandle":
    actor_class = ray.remote(Run).options(
        name=run, namespace=NAMESPACE, lifetime="detached", get_if_exists=True, num_cpus=0
    )
    actor = actor_class.remote(run)
    if needs.num_cpus and ray.cluster_resources().get("GPU", 0) >= 1:
        needs = replace(needs, num_gpus=1)
    ray.get(actor.begin.remote(work, args, needs))
    return actor


def _end(run: str) -> None:
    """Stop the work of a run if there is any left, and its actor, and wait until the name is free again."""
    deadline = time.monotonic() + SECONDS_TO_END
    with suppress(ValueError):
        actor = ray.get_actor(run, NAMESPACE)
        with suppress(RayError):
            ray.get(actor.stop.remote(), timeout=SECONDS_TO_END)
        ray.kill(actor, no_restart=True)
        while time.monotonic() < deadline and ray.get_actor(run, NAMESPACE):
            time.sleep(0.05)
