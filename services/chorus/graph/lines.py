"""Lines of a file that somebody sent: plain or gzip, and of any size, without ever holding more than one of them."""

import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from chorus.errors import UnreadableFile

GZIP_MAGIC = b"\x1f\x8b"
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What a file may ask of the machine that reads it."""

    max_line_bytes: int = 2**20
    """A longer line is cut there, which makes it malformed."""
    max_unpacked_bytes: int = 64 * 2**30
    max_expansion: int = 200
    """Unpacked bytes per packed byte; posts reach about 20, a decompression bomb 1,000."""
    free_unpacked_bytes: int = 64 * 2**20
    """Up to so many unpacked bytes ``max_expansion`` does not matter."""


def read_lines(file: BinaryIO, limits: ReadLimits | None = None) -> Iterator[bytes]:
    """Each line of a file, without its end; ``UnreadableFile`` if its compression is damaged or a bomb.

    ``file`` is seekable; its first two bytes tell gzip from plain text.
    """
    limits = limits or ReadLimits()
    packed_bytes = file.seek(0, io.SEEK_END)
    file.seek(0)
    is_gzip = file.read(2) == GZIP_MAGIC
    file.seek(0)
    if not is_gzip:
        yield from _split(file, limits.max_line_bytes, limits.max_unpacked_bytes)
        return
    allowed = max(limits.free_unpacked_bytes, limits.max_expansion * packed_bytes)
    try:
        with gzip.GzipFile(fileobj=file, mode="rb") as unpacked, io.BufferedReader(unpacked, 2**18) as buffered:
            yield from _split(buffered, limits.max_line_bytes, min(allowed, limits.max_unpacked_bytes))
    except EOFError:
        raise UnreadableFile("the gzip file ends too early; send the whole file") from None
    except (gzip.BadGzipFile, zlib.error):
        raise UnreadableFile("the gzip file is damaged; pack it again, and check it with gzip -t") from None


def _split(stream: BinaryIO | io.BufferedReader, max_line_bytes: int, allowed: int) -> Iterator[bytes]:
    read, first = 0, True
    while piece := stream.readline(max_line_bytes + 1):
        line = piece
        read += len(piece)
        while not piece.endswith(b"\n") and len(piece) > max_line_bytes and read <= allowed:
            piece = stream.readline(max_line_bytes + 1)
            read += len(piece)
        if read > allowed:
            raise UnreadableFile(
                f"the file unpacks to more than {allowed:,} bytes, more than files of posts do; "
                "split it, or have an operator raise the limits of imports"
            )
        yield line.removeprefix(BOM) if first else line
        first = False
