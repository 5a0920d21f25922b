"""The datasets of the service: taken in, kept, found again."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import file_digest, sha256
from pathlib import Path
from uuid import uuid4

import msgspec

from chorus.errors import FailedPrecondition, InvalidArgument, NotFound
from chorus.graph.apart import Apart
from chorus.graph.compression import ReadLimits
from chorus.graph.dataset import Dataset, ImportConfig, RejectedLine
from chorus.graph.import_roots import ImportRoots
from chorus.graph.importing import import_file
from chorus.graph.intake import Import
from chorus.graph.record import DatasetRecord
from chorus.graph.tables import from_parquet
from chorus.jobs import JobContext
from chorus.jobs.job import Progress
from chorus.storage.artifacts import Artifacts
from chorus.storage.records import Records
from chorus.types.names import parse
from chorus.types.page import Page

KIND = "import"
IMPORT_VERSION = 2
"""Part of a dataset's id; raised when the same bytes would become other tables."""
MAX_FILE_NAME_LENGTH = 200
MAX_REJECTED_LINES = 10_000
SECONDS_BETWEEN_REPORTS = 0.5

OnProgress = Callable[[Progress], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What an import job is given."""

    uri: str = ""
    """A place that was checked."""
    config: ImportConfig = field(default_factory=ImportConfig)


@dataclass(frozen=True, slots=True)
class Datasets:
    """Imports files and keeps what was in them."""

    records: Records
    artifacts: Artifacts
    apart: Apart
    key: bytes
    """Of the pseudonyms."""
    incoming: Path
    """Where files wait while they are imported; raw names are in them."""
    roots: ImportRoots = field(default_factory=ImportRoots)
    max_file_bytes: int = 16 * 2**30
    limits: ReadLimits = field(default_factory=ReadLimits)

    def clear(self) -> None:
        """Delete what an import left that was killed with the service, and make room for the next."""
        shutil.rmtree(self.incoming, ignore_errors=True)
        self.incoming.mkdir(parents=True, mode=0o700)

    async def take(
        self, chunks: AsyncIterator[bytes], file_name: str, config: ImportConfig
    ) -> AsyncIterator[Progress | Dataset]:
        """Import a file that comes in chunks; yields progress and, last, the dataset."""
        config.check()
        async with self._folder() as folder:
            path = folder / "sent"
            await self._receive(chunks, path)
            latest = said = Progress()

            async def on_progress(progress: Progress) -> None:
                nonlocal latest
                latest = progress

            work = asyncio.ensure_future(self._import(path, _clean(file_name), config, folder, on_progress))
            try:
                while not (await asyncio.wait({work}, timeout=SECONDS_BETWEEN_REPORTS))[0]:
                    if latest != said:
                        said = latest
                        yield said
                yield work.result()
            finally:
                work.cancel()
                await asyncio.wait({work})

    def check(self, uri: str, config: ImportConfig) -> ImportRequest:
        """The import of a file where it lies, if it can be tried; raises what is wrong with it."""
        config.check()
        return ImportRequest(self.roots.check(uri), config)

    async def run(self, context: JobContext, request: ImportRequest) -> str:
        """Import a file where it lies; returns the dataset's name."""
        place = self.roots.check(request.uri)
        async with self._folder() as folder:
            await context.report(0, 0, "bytes", "looking at the file")
            path = await asyncio.to_thread(self.roots.fetch, place, folder, self.max_file_bytes)
            dataset = await self._import(path, _clean(place), request.config, folder, context.progress)
        summary = dataset.summary
        await context.report(1, 1, "datasets", f"{summary.num_posts:,} posts, {summary.num_reposts:,} reposts")
        return dataset.name

    async def get(self, name: str) -> Dataset:
        """The dataset of that name."""
        return (await self.record(name)).dataset

    async def list(self, page_size: int = 50, page_token: str = "") -> Page[Dataset]:
        """Datasets, newest first."""
        page = await self.records.list(DatasetRecord, page_size=page_size, page_token=page_token)
        return Page(tuple(record.dataset for record in page.items), page.next_page_token)

    async def rejected(self, name: str, page_size: int = 500, page_token: str = "") -> Page[RejectedLine]:
        """Records set aside, in the order of the file."""
        record = await self.record(name, field="dataset")
        if page_token and not page_token.isdecimal():
            raise InvalidArgument("page_token is not one that this list gave", field="page_token")
        begin, size = int(page_token or 0), min(page_size or 500, MAX_REJECTED_LINES)
        data = await asyncio.to_thread(self.artifacts.read_bytes, record.rejected)
        lines = from_parquet(data)
        items = tuple(RejectedLine(*row) for row in lines.slice(begin, size).iter_rows())
        return Page(items, str(begin + size) if begin + size < len(lines) else "")

    async def record(self, name: str, field: str = "name") -> DatasetRecord:
        """The record of a dataset."""
        parse(name, "datasets", field)
        return await self.records.get(DatasetRecord, name)

    @asynccontextmanager
    async def _folder(self) -> AsyncIterator[Path]:
        """A folder that is gone afterwards."""
        folder = self.incoming / uuid4().hex
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def _receive(self, chunks: AsyncIterator[bytes], path: Path) -> None:
        num_bytes = 0
        with path.open("wb") as file:
            async for chunk in chunks:
                num_bytes += len(chunk)
                if num_bytes > self.max_file_bytes:
                    raise InvalidArgument(
                        f"the file is larger than {self.max_file_bytes:,} bytes; pack it, or split it", field="chunk"
                    )
                await asyncio.to_thread(file.write, chunk)

    async def _import(
        self, path: Path, file_name: str, config: ImportConfig, folder: Path, on_progress: OnProgress
    ) -> Dataset:
        """A file imported before in the same way is not read again."""
        before = _state(path)
        digest = await asyncio.to_thread(_digest, path)
        name = self._name(digest, config)
        try:
            return await self.get(name)
        except NotFound:
            found = await self.apart.run(on_progress, import_file, path, folder, self.key, config, self.limits)
        if _state(path) != before:
            raise FailedPrecondition("the file changed while it was read; import it again when it is whole")
        dataset = Dataset(name, digest, file_name, found.summary, datetime.now(UTC), config)
        await self._keep(dataset, found)
        return dataset

    def _name(self, digest: str, config: ImportConfig) -> str:
        """Of the same bytes under another key become other pseudonyms, so another dataset."""
        fingerprint = sha256(b"fingerprint:" + self.key).hexdigest()
        how = msgspec.json.encode(config, order="deterministic").decode()
        return f"datasets/{sha256(f'{IMPORT_VERSION}:{fingerprint}:{digest}:{how}'.encode()).hexdigest()[:16]}"

    async def _keep(self, dataset: Dataset, found: Import) -> None:
        """The record comes last: a dataset is there whole or not at all."""
        posts, reposts, shares, rejected = [
            await asyncio.to_thread(self.artifacts.put_file, path)
            for path in (found.posts, found.reposts, found.shares, found.rejected)
        ]
        record = DatasetRecord(dataset.name, dataset.create_time, posts, reposts, shares, rejected, dataset)
        await self.records.put(record)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _state(path: Path) -> tuple[int, int]:
    """What tells whether somebody wrote to a file."""
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns


def _clean(file_name: str) -> str:
    """The last part of a path, without what could confuse a terminal."""
    last = re.split(r"[/\\]", file_name)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:MAX_FILE_NAME_LENGTH]
