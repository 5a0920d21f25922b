"""An import: from a source of posts to tables of posts, reposts and shared links, with a count of what became of every record.

Batches are cleaned one by one and wait on the disk; when the whole source has been read, what only the whole can tell is settled.
"""

from collections.abc import Iterable
from pathlib import Path

from chorus.errors import EmptyFile, UnreadableFile
from chorus.graph.apart import Report
from chorus.graph.cleaning import Cleaner
from chorus.graph.compression import ReadLimits
from chorus.graph.dataset import ImportConfig, ImportSummary
from chorus.graph.formats import open_source
from chorus.graph.intake import Import, Intake
from chorus.graph.source import Batch
from chorus.jobs.job import Progress

MAX_REASONS_NAMED = 3


def import_file(
    report: Report, path: Path, folder: Path, key: bytes, config: ImportConfig, limits: ReadLimits | None = None
) -> Import:
    """Import the file at ``path``; the tables are written to ``folder``, an existing one.

    ``EmptyFile`` or ``UnreadableFile`` where nothing in it is a post. Authors are pseudonymised with ``key``. Malformed
    records are set aside and never stop an import.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        source = open_source(file, config.format, config.columns, limits or ReadLimits())
        return import_source(report, source, folder, key, config, size)


def import_source(
    report: Report, source: Iterable[Batch], folder: Path, key: bytes, config: ImportConfig, size: int = 0
) -> Import:
    """Import what a source yields; ``size`` is that of the whole in the unit of ``Batch.position``, 0 if unknown."""
    cleaner, intake = Cleaner(config), Intake(folder)
    for batch in source:
        intake.take(batch, cleaner.clean(batch.rows))
        report(Progress(batch.position, size, "bytes", f"read {intake.num_lines:,} lines"))
    report(Progress(size, size, "bytes", f"sorting {intake.num_kept:,} records"))
    found = intake.settle(cleaner.roster.hashes(key), config.keywords)
    if not found.summary.num_posts + found.summary.num_reposts + found.summary.num_shares:
        raise _nothing_in(found.summary)
    return found


def _nothing_in(summary: ImportSummary) -> EmptyFile | UnreadableFile:
    if not summary.num_records:
        return EmptyFile("the file is empty; send one with a post on every line")
    if summary.num_unmatched:
        return UnreadableFile(
            f"none of the {summary.num_unmatched:,} posts and reposts has one of the keywords; check their spelling, "
            "or import without keywords"
        )
    reasons = list(dict.fromkeys(line.reason for line in summary.rejected_lines))[:MAX_REASONS_NAMED]
    return UnreadableFile(
        f"none of the {summary.num_malformed:,} records is a post ({'; '.join(reasons)}); send Twitter API or Reddit objects, "
        'objects like {"id": …, "author": …, "text": …}, one per line, or say which columns hold what'
    )
