"""A file with one JSON value per line.

In two speeds: lines are decoded by the group, and one by one only where a group has a line that is no record, for its number and
what is wrong with it.
"""

from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from chorus.graph.compression import ReadLimits, unpacked
from chorus.graph.dataset import ColumnMapping, RejectedLine
from chorus.graph.json_records import Malformed, Record, decode, decoder, row, rows
from chorus.graph.lines import read_blocks
from chorus.graph.mapping import MappedRecords
from chorus.graph.source import Batch, Row, table

LINES_PER_GROUP = 64


class JsonLines:
    """A source of posts."""

    def __init__(self, file: BinaryIO, columns: ColumnMapping, limits: ReadLimits) -> None:
        self._file, self._limits = file, limits
        self._mapped = MappedRecords(columns) if columns != ColumnMapping() else None

    def __iter__(self) -> Iterator[Batch]:
        line = 1
        with unpacked(self._file, self._limits) as stream:
            for block in read_blocks(stream, self._limits.max_line_bytes):
                lines = block.split(b"\n")
                if not lines[-1]:
                    lines.pop()
                yield self._batch(line, lines)
                line += len(lines)

    def _batch(self, first: int, lines: list[bytes]) -> Batch:
        found: list[Row] = []
        rejected: list[RejectedLine] = []
        num_blank = 0
        for begin in range(0, len(lines), LINES_PER_GROUP):
            group = lines[begin : begin + LINES_PER_GROUP]
            records = self._decode_all(group)
            if records is not None:
                found += [row(number, record) for number, record in enumerate(records, first + begin)]
                continue
            for number, text in enumerate(group, first + begin):
                if not text.strip():
                    num_blank += 1
                    continue
                for value in self._rows(number, text):
                    (found if isinstance(value, Row) else rejected).append(value)  # type: ignore[arg-type]
        return Batch(table(found), rejected, len(lines), num_blank, self._file.tell())

    def _decode_all(self, group: list[bytes]) -> list[Record] | None:
        """The records of a group in which every line is one, and none a page."""
        if self._mapped is not None:
            return None
        joined = b"\n".join(group)
        try:
            joined.decode()
            records = decoder.decode_lines(joined)
        except (UnicodeDecodeError, msgspec.DecodeError, RecursionError):
            return None
        # Blank lines are skipped, and a value may go on over several lines.
        if len(records) != len(group) or any(record.data is not None for record in records):
            return None
        return records

    def _rows(self, number: int, line: bytes) -> Iterator[Row | RejectedLine]:
        if len(line) > self._limits.max_line_bytes:
            yield RejectedLine(number, f"longer than {self._limits.max_line_bytes:,} bytes")
            return
        try:
            if self._mapped is not None:
                yield self._mapped.row(number, line)
            else:
                yield from rows(number, decode(line))
        except Malformed as error:
            yield RejectedLine(number, str(error))


