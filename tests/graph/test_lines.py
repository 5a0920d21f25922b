import gzip
import io

import pytest

from chorus.errors import UnreadableFile
from chorus.graph.lines import ReadLimits, read_lines

LINES = [b"one\n", b"\n", b"three"]


def read(data: bytes, limits: ReadLimits | None = None) -> list[bytes]:
    return list(read_lines(io.BytesIO(data), limits))


def test_gzip_is_told_by_its_bytes() -> None:
    assert read(b"".join(LINES)) == LINES
    assert read(gzip.compress(b"".join(LINES))) == LINES
    assert read(gzip.compress(LINES[0]) + gzip.compress(LINES[1])) == LINES[:2]


def test_a_byte_order_mark_is_left_out() -> None:
    assert read(b"\xef\xbb\xbfone\n") == [b"one\n"]


@pytest.mark.parametrize("keep", [3, 12, -1, -9])
def test_a_truncated_gzip_file(keep: int) -> None:
    with pytest.raises(UnreadableFile, match="ends too early"):
        read(gzip.compress(b"".join(LINES) * 100)[:keep])


def test_a_damaged_gzip_file() -> None:
    data = bytearray(gzip.compress(b"".join(LINES) * 100))
    data[20:24] = b"\xff\xff\xff\xff"
    with pytest.raises(UnreadableFile, match="damaged"):
        read(bytes(data))


def test_a_decompression_bomb_is_not_unpacked() -> None:
    limits = ReadLimits(free_unpacked_bytes=2**20, max_line_bytes=2**12)
    one_line, many_lines = b"\0" * 2**24, b"{}\n" * 2**22
    for bomb in (one_line, many_lines):
        with pytest.raises(UnreadableFile, match="unpacks to more than"):
            read(gzip.compress(bomb), limits)


def test_a_plain_file_has_a_limit_too() -> None:
    with pytest.raises(UnreadableFile, match="unpacks to more than"):
        read(b"x\n" * 100, ReadLimits(max_unpacked_bytes=100))


def test_a_line_too_long_is_cut_and_counts_once() -> None:
    lines = read(b"a" * 1000 + b"\nb\n" + b"c" * 1000, ReadLimits(max_line_bytes=10))
    assert lines == [b"a" * 11, b"b\n", b"c" * 11]
