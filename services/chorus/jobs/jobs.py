"""The jobs of one service: created, run to their end whatever happens to the process, watched and cancelled.

DBOS Transact queues the work, remembers finished steps and runs again what a dead process left; the job's record, beside the
service's other records, is what callers see. The order of writing keeps the two in step: the record is there before
the work is queued, and says that the job ended before DBOS learns of it, so a restart finds every open job.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeVar

import msgspec
from dbos import DBOS, DBOSConfig, SetWorkflowID
from sqlalchemy import make_url

from chorus.errors import NotFound, RequestIdReused
from chorus.jobs.context import JobContext
from chorus.jobs.job import Job, JobError, JobState
from chorus.jobs.record import JobRecord
from chorus.rpc.status import typed
from chorus.storage.records import Records
from chorus.types.names import parse
from chorus.types.page import Page

logger = logging.getLogger(__name__)

P = TypeVar("P")
Run = Callable[[JobContext, P], Awaitable[str]]

QUEUE = "jobs"
SECONDS_BETWEEN_LOOKS = 0.3


@dataclass(frozen=True, slots=True)
class _Kind:
    run: Run[Any]
    params: type[Any]


class Jobs:
    """Durable jobs. One object per process: DBOS has one engine per process."""

    def __init__(self, service: str, database_url: str, *, concurrency: int = 1) -> None:
        """``concurrency``: jobs that this process runs at once; the others wait their turn."""
        self._service = service
        self._url = database_url
        self._concurrency = concurrency
        self._records = Records(database_url)
        self._kinds: dict[str, _Kind] = {}
        self._running: dict[str, asyncio.Task[str]] = {}
        self._work: Callable[[str], Coroutine[Any, Any, None]] | None = None

    def register(self, kind: str, run: Run[P], params: type[P]) -> None:
        """Say how a kind of job is done: ``run(context, params)`` returns the name of the resource it made.

        ``params`` is a frozen dataclass. ``run`` may be started again from its beginning after a crash.
        """
        self._kinds[kind] = _Kind(run, params)

    async def start(self) -> None:
        """Begin working, first on what an earlier process left unfinished."""

        async def work(name: str) -> None:
            await self._run(name)

        DBOS(config=_dbos_config(self._service, self._url))
        # Every way a job can end is logged here; DBOS would print a traceback for a cancelled one.
        logging.getLogger("dbos").setLevel(logging.CRITICAL)
        self._work = DBOS.workflow(name="job")(work)
        # Launched on this thread, so that jobs run on the service's own event loop.
        DBOS.launch()
        await DBOS.register_queue_async(QUEUE, worker_concurrency=self._concurrency, polling_interval_sec=0.2)
        for job in await self._open_jobs():
            await self._requeue(job.name)

    async def stop(self) -> None:
        """Stop working; unfinished jobs go on after the next start."""
        for task in self._running.values():
            task.cancel()
        await asyncio.to_thread(DBOS.destroy, destroy_registry=True, workflow_completion_timeout_sec=0)
        self._records.close()

    async def create(self, kind: str, params: object, request_id: str = "") -> Job:
        """Queue a job, or return the one that this request made before.

        Without a request id the arguments name the job, and one that FAILED or was CANCELLED is begun anew.
        """
        body = msgspec.json.encode(params, order="deterministic").decode()
        attempt = 1
        while True:
            name = self._name(kind, request_id or body, attempt)
            try:
                record = await self._records.get(JobRecord, name)
            except NotFound:
                break
            if record.params != body:
                raise RequestIdReused(
                    f"request_id {request_id[:100]!r} was used for a {kind} job with other arguments; choose a new one",
                    field="request_id",
                )
            if request_id or record.job.state not in (JobState.FAILED, JobState.CANCELLED):
                return record.job
            attempt += 1
        record = JobRecord.new(name, kind, body)
        await self._records.put(record)
        await self._enqueue(name)
        return record.job

    async def get(self, name: str) -> Job:
        """The job of that name; ``NotFound`` if there is none."""
        parse(name, "jobs")
        return (await self._records.get(JobRecord, name)).job

    async def list(self, page_size: int = 50, page_token: str = "") -> Page[Job]:
        """Jobs, newest first."""
        page = await self._records.list(JobRecord, page_size=page_size, page_token=page_token)
        return Page(tuple(record.job for record in page.items), page.next_page_token)

    async def watch(self, name: str) -> AsyncIterator[Job]:
        """The job now, and again at every change, until it has ended."""
        last = None
        while last is None or not last.state.ended:
            job = await self.get(name)
            if job != last:
                yield job
                last = job
            else:
                await asyncio.sleep(SECONDS_BETWEEN_LOOKS)

    async def cancel(self, name: str) -> Job:
        """Ask a job to stop; one that has ended is left as it is."""
        job = await self.get(name)
        if job.state.ended:
            return job
        record = await self._end(name, JobState.CANCELLED)
        await DBOS.cancel_workflow_async(_workflow_id(name))
        if name in self._running:
            self._running[name].cancel()
        return record.job

    def _name(self, kind: str, key: str, attempt: int) -> str:
        digest = sha256(f"{kind}\0{key}".encode()).hexdigest()[:16]
        return f"jobs/{self._service}.{kind}-{digest}" + (f"-{attempt}" if attempt > 1 else "")

    async def _open_jobs(self) -> tuple[Job, ...]:
        found: tuple[Job, ...] = ()
        page = await self.list(500)
        while True:
            found += tuple(job for job in page.items if not job.state.ended)
            if not page.next_page_token:
                return found
            page = await self.list(500, page.next_page_token)

    async def _enqueue(self, name: str) -> None:
        assert self._work is not None, "Jobs.start() comes before Jobs.create()"
        with SetWorkflowID(_workflow_id(name)):
            await DBOS.enqueue_workflow_async(QUEUE, self._work, name)

    async def _requeue(self, name: str) -> None:
        status = await DBOS.get_workflow_status_async(_workflow_id(name))
        if status is None:
            await self._enqueue(name)
        elif status.status not in ("PENDING", "ENQUEUED"):
            # The process ended between the job's last write and DBOS's: the record decides.
            await DBOS.resume_workflow_async(_workflow_id(name))

    async def _run(self, name: str) -> None:
        """The workflow: one job, from wherever it was left to its end."""
        record = await self._records.get(JobRecord, name)
        if record.job.state.ended:
            return
        await self._records.update(JobRecord, name, lambda was: was.with_job(state=JobState.RUNNING))
        kind = self._kinds[record.job.kind]
        params = msgspec.json.decode(record.params, type=kind.params)
        task = asyncio.ensure_future(kind.run(JobContext(name, self._records), params))
        self._running[name] = task
        try:
            result = await task
        except asyncio.CancelledError:
            if not (await self.get(name)).state.ended:
                raise
        except Exception as exception:
            error = typed(exception)
            logger.warning("%s failed: %s: %s", name, error.reason, error.message)
            await self._end(name, JobState.FAILED, error=JobError(error.reason, error.message))
        else:
            await self._end(name, JobState.SUCCEEDED, result=result)
        finally:
            del self._running[name]

    async def _end(self, name: str, state: JobState, result: str = "", error: JobError | None = None) -> JobRecord:
        def end(record: JobRecord) -> JobRecord:
            return record if record.job.state.ended else record.with_job(state=state, result=result, error=error)

        return await self._records.update(JobRecord, name, end)


def _dbos_config(service: str, database_url: str) -> DBOSConfig:
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        # A file of its own: DBOS polls it, and SQLite has one writer at a time.
        url = url.set(database=f"{url.database}.jobs")
    return {
        "name": f"chorus-{service}",
        "system_database_url": url.render_as_string(hide_password=False),
        "application_version": "1",
        "executor_id": service,
        "log_level": "CRITICAL",
        "notification_listener_polling_interval_sec": 0.1,
    }


def _workflow_id(name: str) -> str:
    return name.removeprefix("jobs/")
