"""A job: long work that outlives the call that asked for it and the process that does it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class JobState(StrEnum):
    """QUEUED → RUNNING → one of the end states, which never change."""

    QUEUED = "JOB_STATE_QUEUED"
    RUNNING = "JOB_STATE_RUNNING"
    SUCCEEDED = "JOB_STATE_SUCCEEDED"
    FAILED = "JOB_STATE_FAILED"
    CANCELLED = "JOB_STATE_CANCELLED"

    @property
    def ended(self) -> bool:
        """Whether this is an end state."""
        return self not in (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job has come."""

    done: int = 0
    """Units finished."""
    total: int = 0
    """Units in all; 0 while unknown."""
    unit: str = ""
    """What is counted, for example ``posts``."""
    message: str = ""
    """One line for a person: what is being done now."""


@dataclass(frozen=True, slots=True)
class JobError:
    """Why a job failed."""

    reason: str = ""
    """The reason of an error of ``chorus.errors``."""
    message: str = ""
    """What happened and what to do."""


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of long work. Mirrors ``chorus.jobs.v1.Job``."""

    name: str = ""
    """``jobs/<service>.<id>``"""
    kind: str = ""
    """What is done, for example ``detect``."""
    state: JobState = JobState.QUEUED
    progress: Progress = field(default_factory=Progress)
    result: str = ""
    """The resource that the job made; empty until it SUCCEEDED."""
    error: JobError | None = None
    """Why it FAILED."""
    create_time: datetime | None = None
    update_time: datetime | None = None

    @property
    def service(self) -> str:
        """The service that the job's name says it belongs to."""
        return service_of(self.name)


def service_of(job_name: str) -> str:
    """The service in a job's name.

    >>> service_of("jobs/graph.detect-5d41402abc4b2a76")
    'graph'
    """
    return job_name.removeprefix("jobs/").partition(".")[0]
