"""A dataset: an immutable import of posts, and what became of every line of it."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RejectedLine:
    """A line set aside. Mirrors ``chorus.graph.v1.RejectedLine``."""

    line: int = 0
    """Counted from 1."""
    reason: str = ""
    """What was wrong, without any of the line's own text."""


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """Counts of an import; ``num_lines`` is the sum of the next five. Mirrors ``chorus.graph.v1.ImportSummary``."""

    num_lines: int = 0
    num_posts: int = 0
    """Posts of an author's own."""
    num_reposts: int = 0
    num_duplicates: int = 0
    """Lines whose post id was seen before; the first is kept."""
    num_malformed: int = 0
    """Lines set aside."""
    num_blank: int = 0
    num_authors: int = 0
    """Distinct authors, those only reposted included."""
    rejected_lines: tuple[RejectedLine, ...] = ()
    """The first hundred lines set aside."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """One import. Mirrors ``chorus.graph.v1.Dataset``."""

    name: str = ""
    """``datasets/<id>``; the same file imported twice is the same dataset."""
    digest: str = ""
    """SHA-256 of the file's bytes as sent, hexadecimal."""
    file_name: str = ""
    """For people; never used as a path."""
    summary: ImportSummary = field(default_factory=ImportSummary)
    create_time: datetime | None = None
