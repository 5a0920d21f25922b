"""A run on the Ray cluster that outlives the service which asked for it.

It is a detached, named actor: the service looks at it from time to time, and after a restart finds it again by its name. The work
is a task of the actor's.
"""

import errno
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import ray
from ray.exceptions import RayError, RayTaskError
from ray.util.placement_group import PlacementGroup, remove_placement_group

from chorus.errors import ChorusError, Internal, ResourceExhausted, Unavailable
from chorus.finetuning.base_model import BaseModel
from chorus.finetuning.engine import Comparison, Examination, Perplexities, TrainedAdapter, TrainingProgress

logger = logging.getLogger(__name__)

NAMESPACE = "chorus"
SECONDS_TO_STOP = 20.0
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class Reserved:
    """What the workers of a run hold of the cluster."""

    group: PlacementGroup

    def release(self) -> None:
        """Free it; a second time changes nothing."""
        remove_placement_group(self.group)


Result = TrainedAdapter | Comparison | BaseModel | Perplexities | Examination
Event = TrainingProgress | Result | Reserved
Args = TypeVar("Args")
Work = Callable[[Callable[[Event], None], Args], None]
"""Does the work: ``work(report, args)``."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What the process of a run takes, and how often it may die."""

    num_cpus: int = 0
    num_gpus: int = 0
    max_failures: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """A run as it stands."""

    progress: TrainingProgress
    results: tuple[Result, ...]
    """Those after the ones that were seen."""
    ended: bool
    failure: ChorusError | None
    reserved: Reserved | None = None
    """What its workers hold of the cluster."""


class Run:
    """The actor's class: starts the work as a Ray task, and keeps what it reports."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._task: ray.ObjectRef | None = None
        self._waiting: threading.Thread | None = None
        self._progress = TrainingProgress()
        self._results: list[Result] = []
        self._ended = False
        self._failure: ChorusError | None = None
        self._reserved: Reserved | None = None

    def begin(self, work: Work[Args], args: Args, needs: Needs) -> None:
        """Start the work, unless it was started before. If its process dies, Ray starts it again."""
        if self._task is None:
            # One call to a process: after a base model it would wait for other work with gigabytes in its hands.
            task = ray.remote(max_calls=1)(_do).options(
                num_cpus=needs.num_cpus, num_gpus=needs.num_gpus, max_retries=needs.max_failures, name=self._name
            )
            self._task = task.remote(self._name, work, args)
            self._waiting = threading.Thread(target=self._wait, daemon=True)
            self._waiting.start()

    def take(self, event: Event) -> None:
        """Note what the work reports."""
        if isinstance(event, TrainingProgress):
            self._progress = event
        elif isinstance(event, Reserved):
            self._reserved = event
        elif event not in self._results:
            self._results.append(event)

    def look(self, seen: int) -> Look:
        """Say how things stand to somebody who saw that many results."""
        ended = self._ended
        return Look(self._progress, tuple(self._results[seen:]), ended, self._failure, self._reserved)

    def release(self) -> None:
        """Free what the workers of an earlier attempt held. Ray Train does so itself unless its driver was killed: what looks
        after that asks the dashboard, which Chorus does not run."""
        if self._reserved is not None:
            self._reserved.release()
            self._reserved = None

    def stop(self) -> None:
        """Interrupt the work as Ctrl-C would, so that Ray Train takes its workers down, and wait for it."""
        if self._task is not None and self._waiting is not None:
            ray.cancel(self._task)
            self._waiting.join(SECONDS_TO_STOP)

    def _wait(self) -> None:
        try:
            ray.get(self._task)
        except RayTaskError as error:
            self._failure = typed(error.cause)
        except RayError as error:
            self._failure = Unavailable(
                f"the run's process is gone ({type(error).__name__}); start the job again, it goes on where it stopped"
            )
        self._ended = True


def _do(run: str, work: Work[Args], args: Args) -> None:
    """The task. Raises errors of ``chorus.errors`` only, which every process can read."""
    report = report_to(run)
    try:
        ray.get(ray.get_actor(run, NAMESPACE).release.remote())
        work(report, args)
    except Exception as exception:
        error = typed(exception)
        if isinstance(error, Internal):
            logger.exception("%s failed", run)
        raise error from None
    # What the worker sent has to be there before the run counts as ended.
    ray.get(ray.get_actor(run, NAMESPACE).look.remote(0))


def report_to(run: str) -> Callable[[Event], None]:
    """A way for a worker elsewhere on the cluster to report to a run."""
    actor = ray.get_actor(run, NAMESPACE)

    def report(event: Event) -> None:
        actor.take.remote(event)

    return report


def typed(exception: BaseException) -> ChorusError:
    """The error of Chorus's own in what Ray made of it."""
    if isinstance(exception, ChorusError):
        return exception
    if isinstance(exception, OSError) and exception.errno in _NO_SPACE:
        return ResourceExhausted(
            f"a training could not be saved ({exception.strerror}): make room where artifacts and checkpoints are kept, and "
            "start the job again; it goes on from its last checkpoint"
        )
    inner = [
        getattr(exception, "cause", None),
        exception.__cause__,
        *getattr(exception, "worker_failures", {}).values(),
    ]
    for each in inner:
        if isinstance(each, BaseException) and not isinstance(error := typed(each), Internal):
            return error
    return Internal(f"training failed: {type(exception).__name__}; the log of the Ray worker has the details")
