"""The datasets of the service: taken in, kept, found again."""

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import polars as pl

from chorus.errors import InvalidArgument, NotFound
from chorus.graph.dataset import Dataset
from chorus.graph.importing import Import, import_file
from chorus.graph.lines import ReadLimits
from chorus.graph.record import DatasetRecord
from chorus.graph.tables import from_parquet, to_parquet
from chorus.storage.artifacts import Artifacts
from chorus.storage.records import Records
from chorus.types.names import parse
from chorus.types.page import Page

IMPORT_VERSION = 1
"""Part of a dataset's id; raised when the same bytes would become other tables."""
MAX_FILE_NAME_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Datasets:
    """Imports files and keeps what was in them."""

    records: Records
    artifacts: Artifacts
    key: bytes
    """Of the pseudonyms."""
    home: Path
    """Where files wait while they come in."""
    max_file_bytes: int = 16 * 2**30
    limits: ReadLimits = field(default_factory=ReadLimits)

    async def take(self, chunks: AsyncIterator[bytes], file_name: str) -> Dataset:
        """Import a file that comes in chunks; a file imported before is not read again.

        The file waits without a name on the disk, so that nothing of it stays, whatever ends the process.
        """
        self.home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=self.home) as file:
            digest = await self._receive(chunks, file)
            name = self._name(digest)
            try:
                return (await self.records.get(DatasetRecord, name)).dataset
            except NotFound:
                found = await asyncio.to_thread(import_file, file, self.key, self.limits)
        dataset = Dataset(name, digest, _clean(file_name), found.summary, datetime.now(UTC))
        # Once everything is read, a caller who hangs up no longer stops it half-way.
        await asyncio.shield(self._keep(dataset, found))
        return dataset

    async def get(self, name: str) -> Dataset:
        """The dataset of that name."""
        return (await self._record(name)).dataset

    async def list(self, page_size: int = 50, page_token: str = "") -> Page[Dataset]:
        """Datasets, newest first."""
        page = await self.records.list(DatasetRecord, page_size=page_size, page_token=page_token)
        return Page(tuple(record.dataset for record in page.items), page.next_page_token)

    async def tables(self, name: str) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Posts and reposts of a dataset."""
        record = await self._record(name)
        return await asyncio.to_thread(self._read, record.posts), await asyncio.to_thread(self._read, record.reposts)

    async def _record(self, name: str) -> DatasetRecord:
        parse(name, "datasets")
        return await self.records.get(DatasetRecord, name)

    async def _receive(self, chunks: AsyncIterator[bytes], file: BinaryIO) -> str:
        digest, num_bytes = sha256(), 0
        async for chunk in chunks:
            num_bytes += len(chunk)
            if num_bytes > self.max_file_bytes:
                raise InvalidArgument(
                    f"the file is larger than {self.max_file_bytes:,} bytes; pack it with gzip, or split it",
                    field="chunk",
                )
            digest.update(chunk)
            await asyncio.to_thread(file.write, chunk)
        await asyncio.to_thread(file.flush)
        return digest.hexdigest()

    def _name(self, digest: str) -> str:
        """Of the same bytes under another key become other pseudonyms, so another dataset."""
        fingerprint = sha256(b"fingerprint:" + self.key).hexdigest()
        return f"datasets/{sha256(f'{IMPORT_VERSION}:{fingerprint}:{digest}'.encode()).hexdigest()[:16]}"

    async def _keep(self, dataset: Dataset, found: Import) -> None:
        """The record comes last: a dataset is there whole or not at all."""
        posts = await asyncio.to_thread(self._write, found.posts)
        reposts = await asyncio.to_thread(self._write, found.reposts)
        await self.records.put(DatasetRecord(dataset.name, dataset.create_time, posts, reposts, dataset))

    def _read(self, location: str) -> pl.DataFrame:
        return from_parquet(self.artifacts.read_bytes(location))

    def _write(self, table: pl.DataFrame) -> str:
        return self.artifacts.put_bytes(to_parquet(table))


def _clean(file_name: str) -> str:
    """The last part of a path, without what could confuse a terminal."""
    last = re.split(r"[/\\]", file_name)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:MAX_FILE_NAME_LENGTH]
