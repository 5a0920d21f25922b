"""A dataset: an immutable import of posts, and what became of every record of it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from chorus.errors import InvalidArgument

MAX_KEYWORDS = 2_000
MAX_KEYWORD_LENGTH = 200


class FileFormat(StrEnum):
    """How a file is laid out."""

    UNSPECIFIED = "FILE_FORMAT_UNSPECIFIED"
    """Told by its bytes."""
    JSONL = "FILE_FORMAT_JSONL"
    CSV = "FILE_FORMAT_CSV"
    PARQUET = "FILE_FORMAT_PARQUET"


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which columns, or JSON fields, hold what. Mirrors ``chorus.graph.v1.ColumnMapping``."""

    id: str = ""
    author: str = ""
    author_name: str = ""
    text: tuple[str, ...] = ()
    """Several are joined by an empty line."""
    created_at: str = ""
    language: str = ""
    label: str = ""
    """A community given by the source."""
    link: str = ""
    repost_of_id: str = ""
    repost_of_author: str = ""


@dataclass(frozen=True, slots=True)
class ImportConfig:
    """How a file is read. Mirrors ``chorus.graph.v1.ImportConfig``."""

    format: FileFormat = FileFormat.UNSPECIFIED
    columns: ColumnMapping = field(default_factory=ColumnMapping)
    keywords: tuple[str, ...] = ()
    """Words, phrases and #hashtags; records with none of them are left out."""
    keep_unattributed: bool = False
    """Keep posts without an author."""

    def check(self) -> None:
        """Raise ``InvalidArgument`` for keywords that nothing could match, or that are too many."""
        if len(self.keywords) > MAX_KEYWORDS:
            raise InvalidArgument(
                f"{len(self.keywords):,} keywords are more than {MAX_KEYWORDS:,}; import the file in parts, or shorten the list",
                field="config.keywords",
            )
        for keyword in self.keywords:
            if not any(letter.isalnum() for letter in keyword) or len(keyword) > MAX_KEYWORD_LENGTH:
                raise InvalidArgument(
                    f"the keyword {keyword[:50]!r} has no letter or is longer than {MAX_KEYWORD_LENGTH} characters",
                    field="config.keywords",
                )


@dataclass(frozen=True, slots=True)
class RejectedLine:
    """A record set aside. Mirrors ``chorus.graph.v1.RejectedLine``."""

    line: int = 0
    """Counted from 1; of a table, the row."""
    reason: str = ""
    """What was wrong, without any of the line's own text."""


@dataclass(frozen=True, slots=True)
class KeywordCount:
    """How often a keyword was found. Mirrors ``chorus.graph.v1.KeywordCount``."""

    keyword: str = ""
    num_records: int = 0
    """Posts and reposts kept whose text has it."""


@dataclass(frozen=True, slots=True)
class LabelCount:
    """How many posts carry a label. Mirrors ``chorus.graph.v1.LabelCount``."""

    label: str = ""
    num_posts: int = 0


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What became of every line and record. Mirrors ``chorus.graph.v1.ImportSummary``.

    ``num_records`` is the sum of posts, reposts, shares, duplicates, malformed and unmatched ones.
    """

    num_lines: int = 0
    num_posts: int = 0
    """Posts of an author's own."""
    num_reposts: int = 0
    num_duplicates: int = 0
    """Records whose id was seen before; the first is kept."""
    num_malformed: int = 0
    """Records set aside."""
    num_blank: int = 0
    num_authors: int = 0
    """Distinct authors, those only reposted included."""
    rejected_lines: tuple[RejectedLine, ...] = ()
    """The first hundred set aside."""
    num_records: int = 0
    """One a line, but for pages of API v2, which hold many."""
    num_shares: int = 0
    """Records that only say who shared a link."""
    num_unmatched: int = 0
    """Records without any of the keywords."""
    num_text_reposts: int = 0
    """Reposts told by ``RT @name:`` alone."""
    num_unattributed: int = 0
    """Posts kept without an author."""
    num_links: int = 0
    """Distinct links shared."""
    keywords: tuple[KeywordCount, ...] = ()
    """In the order they were given."""
    labels: tuple[LabelCount, ...] = ()
    """Labels by number of posts, most first; at most a thousand."""
    first_time: datetime | None = None
    last_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """One import. Mirrors ``chorus.graph.v1.Dataset``."""

    name: str = ""
    """``datasets/<id>``; the same file imported twice in the same way is the same dataset."""
    digest: str = ""
    """SHA-256 of the file's bytes as sent, hexadecimal."""
    file_name: str = ""
    """For people; never used as a path."""
    summary: ImportSummary = field(default_factory=ImportSummary)
    create_time: datetime | None = None
    config: ImportConfig = field(default_factory=ImportConfig)
