"""How a job is kept: the job that callers see, and what is needed to run it."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Self

from chorus.jobs.job import Job


@dataclass(frozen=True, slots=True)
class JobRecord:
    """A job and its arguments."""

    job: Job = field(default_factory=Job)
    params: str = ""
    """The arguments as JSON."""
    create_time: datetime | None = None

    name: str = ""
    """The job's name."""

    @classmethod
    def new(cls, name: str, kind: str, params: str) -> Self:
        """The record of a job that nobody has begun."""
        now = datetime.now(UTC)
        return cls(Job(name=name, kind=kind, create_time=now, update_time=now), params, now, name)

    def with_job(self, **changes: Any) -> Self:
        """The record after some fields of the job changed, just now."""
        return replace(self, job=replace(self.job, **changes, update_time=datetime.now(UTC)))
