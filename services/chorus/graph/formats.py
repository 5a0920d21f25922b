"""Which source a file is, by its configuration or else by its bytes."""

import io
from typing import BinaryIO

from chorus.errors import EmptyFile
from chorus.graph.compression import ReadLimits, unpacked
from chorus.graph.csv_table import CsvTable
from chorus.graph.dataset import ColumnMapping, FileFormat
from chorus.graph.json_lines import JsonLines
from chorus.graph.parquet_table import MAGIC, ParquetTable
from chorus.graph.source import Source

START_BYTES = 4096


def open_source(file: BinaryIO, format: FileFormat, columns: ColumnMapping, limits: ReadLimits) -> Source:
    """The source of posts that a seekable file is; ``EmptyFile`` if there is nothing in it."""
    start = _start(file, limits)
    match format if format is not FileFormat.UNSPECIFIED else told_by(start):
        case FileFormat.PARQUET:
            return ParquetTable(file, columns, limits)
        case FileFormat.CSV:
            return CsvTable(file, columns, limits)
        case _:
            return JsonLines(file, columns, limits)


def told_by(start: bytes) -> FileFormat:
    """The format of a file that begins so.

    >>> told_by(b'{"id": 1}'), told_by(b"id,author,text")
    (<FileFormat.JSONL: 'FILE_FORMAT_JSONL'>, <FileFormat.CSV: 'FILE_FORMAT_CSV'>)
    """
    if start.startswith(MAGIC):
        return FileFormat.PARQUET
    first_line = start.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")[0]
    if first_line.startswith((b"{", b"[")) or not any(mark in first_line for mark in (b",", b"\t", b";", b"|")):
        return FileFormat.JSONL
    return FileFormat.CSV


def _start(file: BinaryIO, limits: ReadLimits) -> bytes:
    file.seek(0, io.SEEK_END)
    if not file.tell():
        raise EmptyFile("the file is empty; send one with a post on every line")
    with unpacked(file, limits) as stream:
        start = stream.read(START_BYTES)
    file.seek(0)
    return start
