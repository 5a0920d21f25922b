"""A run on the Ray cluster that outlives the service which asked for it.

It is a detached, named actor: the service looks at it from time to time, and after a restart finds it again by its name. The work
is done by a thread of the actor, or by Ray Train workers that the thread drives.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import ray

from chorus.errors import ChorusError, Internal
from chorus.finetuning.base_model import BaseModel
from chorus.finetuning.engine import TrainedAdapter, TrainingProgress

logger = logging.getLogger(__name__)

NAMESPACE = "chorus"
Event = TrainingProgress | TrainedAdapter | BaseModel
Args = TypeVar("Args")
Work = Callable[[Callable[[Event], None], Args], None]
"""Does the work: ``work(report, args)``."""


@dataclass(frozen=True, slots=True)
class Look:
    """A run as it stands."""

    progress: TrainingProgress
    results: tuple[TrainedAdapter | BaseModel, ...]
    """Those after the ones that were seen."""
    ended: bool
    failure: ChorusError | None


class Run:
    """The actor's class."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._progress = TrainingProgress()
        self._results: list[TrainedAdapter | BaseModel] = []
        self._ended = False
        self._failure: ChorusError | None = None

    def begin(self, work: Work[Args], args: Args) -> None:
        """Start the work, unless it was started before."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._do, args=(work, args), daemon=True)
                self._thread.start()

    def take(self, event: Event) -> None:
        """Note what the work reports."""
        with self._lock:
            if isinstance(event, TrainingProgress):
                self._progress = event
            elif event not in self._results:
                self._results.append(event)

    def look(self, seen: int) -> Look:
        """Say how things stand to somebody who saw that many results."""
        with self._lock:
            return Look(self._progress, tuple(self._results[seen:]), self._ended, self._failure)

    def _do(self, work: Work[Args], args: Args) -> None:
        failure = None
        try:
            work(self.take, args)
        except Exception as exception:
            logger.exception("the run failed")
            failure = _typed(exception)
        with self._lock:
            self._failure, self._ended = failure, True


def report_to(run: str) -> Callable[[Event], None]:
    """A way for a worker elsewhere on the cluster to report to a run."""
    actor = ray.get_actor(run, NAMESPACE)

    def report(event: Event) -> None:
        actor.take.remote(event)

    return report


def _typed(exception: BaseException) -> ChorusError:
    """The error of Chorus's own in what Ray made of it."""
    if isinstance(exception, ChorusError):
        return exception
    inner = [
        getattr(exception, "cause", None),
        exception.__cause__,
        *getattr(exception, "worker_failures", {}).values(),
    ]
    for each in inner:
        if isinstance(each, BaseException) and not isinstance(typed := _typed(each), Internal):
            return typed
    return Internal(f"training failed: {type(exception).__name__}; the log of the Ray worker has the details")
