"""An import: from the lines of a file to tables of posts and reposts, with a count of what became of every line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

import polars as pl

from chorus.errors import EmptyFile, UnreadableFile
from chorus.graph.dataset import ImportSummary, RejectedLine
from chorus.graph.formats import Malformed, Original, SourcePost, read_line
from chorus.graph.lines import ReadLimits, read_lines
from chorus.graph.masking import mask
from chorus.graph.pseudonym import Pseudonyms
from chorus.graph.tables import POSTS, REPOSTS

MAX_REJECTED_LINES = 100
MAX_REASONS_NAMED = 3
ROWS_PER_BATCH = 50_000

Cell = str | datetime | None


@dataclass(frozen=True, slots=True)
class Import:
    """What a file held, pseudonymised and masked."""

    posts: pl.DataFrame
    """``tables.POSTS``, in the order of the file."""
    reposts: pl.DataFrame
    """``tables.REPOSTS``, in the order of the file."""
    summary: ImportSummary


def import_file(file: BinaryIO, key: bytes, limits: ReadLimits | None = None) -> Import:
    """Read a file of posts; ``EmptyFile`` or ``UnreadableFile`` where nothing in it is one.

    Authors are pseudonymised with ``key``. Malformed lines are set aside and never stop an import.
    """
    return import_lines(read_lines(file, limits), key)


def import_lines(lines: Iterable[bytes], key: bytes) -> Import:
    """Sort lines into posts, reposts and the rest."""
    sorter = _Sorter(key)
    for line in lines:
        sorter.take(line)
    summary = sorter.summary()
    if not summary.num_posts and not summary.num_reposts:
        raise _nothing_in(summary)
    return Import(sorter.posts.table(), sorter.reposts.table(), summary)


class _Sorter:
    """Takes line after line and counts."""

    def __init__(self, key: bytes) -> None:
        self.posts = _Rows(POSTS)
        self.reposts = _Rows(REPOSTS)
        self._pseudonyms = Pseudonyms(key)
        self._authors: set[str] = set()
        self._ids: set[str] = set()
        self._rejected: list[RejectedLine] = []
        self._num_lines = self._num_duplicates = self._num_malformed = self._num_blank = 0

    def take(self, line: bytes) -> None:
        """Put one line where it belongs."""
        self._num_lines += 1
        line = line.strip()
        if not line:
            self._num_blank += 1
            return
        try:
            post = read_line(line)
        except Malformed as error:
            self._num_malformed += 1
            if len(self._rejected) < MAX_REJECTED_LINES:
                self._rejected.append(RejectedLine(self._num_lines, str(error)))
            return
        if post.id in self._ids:
            self._num_duplicates += 1
            return
        self._ids.add(post.id)
        self._keep(post)

    def summary(self) -> ImportSummary:
        """What became of the lines taken so far."""
        return ImportSummary(
            num_lines=self._num_lines,
            num_posts=self.posts.num_rows,
            num_reposts=self.reposts.num_rows,
            num_duplicates=self._num_duplicates,
            num_malformed=self._num_malformed,
            num_blank=self._num_blank,
            num_authors=len(self._authors),
            rejected_lines=tuple(self._rejected),
        )

    def _keep(self, post: SourcePost) -> None:
        author = self._author(post.author)
        if post.original is None:
            self.posts.add((post.id, author, mask(post.text), post.create_time, post.language))
        else:
            self.reposts.add(
                (post.id, author, post.original.id, self._original_author(post.original), post.create_time)
            )

    def _original_author(self, original: Original) -> str:
        return self._author(original.author) if original.author else ""

    def _author(self, author_id: str) -> str:
        author = self._pseudonyms[author_id]
        self._authors.add(author)
        return author


class _Rows:
    """Rows on their way into a table; most of them wait in columns, where they take a fraction of the memory."""

    def __init__(self, schema: pl.Schema) -> None:
        self.num_rows = 0
        self._schema = schema
        self._rows: list[tuple[Cell, ...]] = []
        self._batches: list[pl.DataFrame] = [pl.DataFrame(schema=schema)]

    def add(self, row: tuple[Cell, ...]) -> None:
        """Append a row."""
        self.num_rows += 1
        self._rows.append(row)
        if len(self._rows) >= ROWS_PER_BATCH:
            self._flush()

    def table(self) -> pl.DataFrame:
        """All rows."""
        self._flush()
        return pl.concat(self._batches, rechunk=True)

    def _flush(self) -> None:
        if self._rows:
            self._batches.append(pl.DataFrame(self._rows, schema=self._schema, orient="row"))
            self._rows = []


def _nothing_in(summary: ImportSummary) -> EmptyFile | UnreadableFile:
    if summary.num_lines == summary.num_blank:
        return EmptyFile("the file is empty; send one with a post on every line")
    reasons = list(dict.fromkeys(line.reason for line in summary.rejected_lines))[:MAX_REASONS_NAMED]
    return UnreadableFile(
        f"none of the {summary.num_malformed:,} lines is a post ({'; '.join(reasons)}); send Twitter API v1.1 objects or "
        'objects like {"id": …, "author": …, "text": …}, one per line'
    )
