"""Durable jobs with progress: a thin layer over DBOS Transact."""

from chorus.jobs.context import JobContext
from chorus.jobs.job import Job, JobError, JobState, Progress
from chorus.jobs.jobs import Jobs

__all__ = ["Job", "JobContext", "JobError", "JobState", "Jobs", "Progress"]
