"""What a running job is given: a way to say how far it is, and steps that are done once."""

import time
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

from dbos import DBOS

from chorus.jobs.job import Progress
from chorus.jobs.record import JobRecord
from chorus.storage.records import Records

P = ParamSpec("P")
T = TypeVar("T")

SECONDS_BETWEEN_WRITES = 0.2


class JobContext:
    """Handed to a job's ``run``."""

    def __init__(self, name: str, records: Records) -> None:
        self.name = name
        """The job's resource name."""
        self._records = records
        self._written = 0.0

    async def report(self, done: int, total: int, unit: str, message: str) -> None:
        """Say how far the job is. Reports that follow each other within a fifth of a second are dropped, the last of a
        unit's total aside."""
        await self.progress(Progress(done, total, unit, message))

    async def progress(self, progress: Progress) -> None:
        """The same, of a value."""
        now = time.monotonic()
        if now - self._written < SECONDS_BETWEEN_WRITES and progress.done != progress.total:
            return
        self._written = now
        await self._records.update(JobRecord, self.name, lambda record: record.with_job(progress=progress))

    async def cancelled(self) -> bool:
        """Whether an operator called the job off: how an interrupted ``run`` tells that from a service that stops."""
        return (await self._records.get(JobRecord, self.name)).job.state.ended

    async def step(
        self, name: str, function: Callable[P, Coroutine[Any, Any, T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do a step once: when the job resumes after a crash, the result is remembered instead.

        A job asks for its steps in the same order each time it runs; results are plain data (they are pickled).
        """
        return await DBOS.run_step_async({"name": name}, function, *args, **kwargs)
