"""Files that somebody sent, unpacked: plain, gzip or zstd, told by their bytes, and never more of them than is allowed."""

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from backports import zstd

from chorus.errors import UnreadableFile

GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What a file may ask of the machine that reads it."""

    max_line_bytes: int = 16 * 2**20
    """A longer line is cut there, which makes it malformed; pages of API v2 reach a few MiB."""
    max_unpacked_bytes: int = 64 * 2**30
    max_expansion: int = 200
    """Unpacked bytes per packed byte; posts reach about 20, a decompression bomb 1,000."""
    free_unpacked_bytes: int = 64 * 2**20
    """Up to so many unpacked bytes ``max_expansion`` does not matter."""


class Readable(Protocol):
    """What is read."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end."""
        ...


@contextmanager
def unpacked(file: BinaryIO, limits: ReadLimits) -> Iterator[Readable]:
    """The content of a seekable file; reading raises ``UnreadableFile`` if its compression is damaged or a bomb."""
    packed_bytes = file.seek(0, io.SEEK_END)
    file.seek(0)
    magic = file.read(4)
    file.seek(0)
    allowed = min(max(limits.free_unpacked_bytes, limits.max_expansion * packed_bytes), limits.max_unpacked_bytes)
    if magic.startswith(GZIP_MAGIC):
        with gzip.GzipFile(fileobj=file, mode="rb") as stream:
            yield _Guarded(stream, allowed, "gzip")
    elif magic == ZSTD_MAGIC:
        with zstd.ZstdFile(file) as stream:
            yield _Guarded(stream, allowed, "zstd")
    else:
        yield _Guarded(file, limits.max_unpacked_bytes, "")


class _Guarded:
    """A stream whose faults are typed errors and whose length has an end."""

    def __init__(self, stream: Readable, allowed: int, packing: str) -> None:
        self._stream, self._allowed, self._packing = stream, allowed, packing
        self._read = 0

    def read(self, size: int, /) -> bytes:
        try:
            data = self._stream.read(size)
        except EOFError:
            raise UnreadableFile(f"the {self._packing} file ends too early; send the whole file") from None
        except (gzip.BadGzipFile, zlib.error, zstd.ZstdError):
            raise UnreadableFile(
                f"the {self._packing} file is damaged; pack it again, and check it with {self._packing} -t"
            ) from None
        self._read += len(data)
        if self._read > self._allowed:
            raise UnreadableFile(
                f"the file unpacks to more than {self._allowed:,} bytes, more than files of posts do; "
                "split it, or have an operator raise the limits of imports"
            )
        return data
