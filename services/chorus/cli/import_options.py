"""Options that say how a file of posts is read, for every command that reads one."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from chorus.cli.columns import FIELDS, column_mapping
from chorus.errors import InvalidArgument
from chorus.graph.client import FileFormat, ImportConfig, read_keywords

_POSTS = "Posts"


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What was said; the files that it names are not read yet."""

    keywords: Path | None = None
    columns: tuple[str, ...] = ()
    """Each like ``text=title``."""
    format: FileFormat = FileFormat.UNSPECIFIED
    keep_unattributed: bool = False

    def config(self) -> ImportConfig:
        """What it means; ``InvalidArgument`` where it means nothing."""
        return ImportConfig(
            format=self.format,
            columns=column_mapping(self.columns),
            keywords=() if self.keywords is None else _keywords(self.keywords),
            keep_unattributed=self.keep_unattributed,
        )


class FormatOption(StrEnum):
    """``--format``."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


def import_options(
    keywords: Annotated[
        Path | None,
        typer.Option(
            help="A file of words, phrases and #hashtags, one a line: posts with none of them are left out.",
            rich_help_panel=_POSTS,
        ),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            help="Which column, or JSON field, holds what: text=title. Once for each; text may have several: "
            f"text=title,selftext. FIELD is one of {', '.join(FIELDS)}.",
            metavar="FIELD=COLUMN",
            rich_help_panel=_POSTS,
        ),
    ] = None,
    format: Annotated[
        FormatOption | None, typer.Option(help="Default: told by the file itself.", rich_help_panel=_POSTS)
    ] = None,
    keep_unattributed: Annotated[
        bool,
        typer.Option(
            "--keep-unattributed", help="Keep posts whose author the file does not state.", rich_help_panel=_POSTS
        ),
    ] = False,
) -> ImportOptions:
    """How a file of posts is read."""
    told = FileFormat.UNSPECIFIED if format is None else FileFormat[format.name]
    return ImportOptions(keywords, tuple(column or ()), told, keep_unattributed)


def _keywords(path: Path) -> tuple[str, ...]:
    try:
        found = tuple(read_keywords(path.read_text(encoding="utf-8-sig").splitlines()))
    except OSError as error:
        raise InvalidArgument(f"the keywords in {path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InvalidArgument(f"{path} is not a file of text; give one with a keyword on each line") from None
    if not found:
        raise InvalidArgument(f"{path} has no keyword; give one on each line")
    return found
