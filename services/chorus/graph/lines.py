"""Lines of a file of any size, in blocks, without ever holding more than one of them."""

from collections.abc import Iterator

from chorus.graph.compression import Readable

BLOCK_BYTES = 16 * 2**20
BOM = b"\xef\xbb\xbf"


def read_blocks(stream: Readable, max_line_bytes: int) -> Iterator[bytes]:
    """Blocks of whole lines; only the last may end without an end of line.

    A line longer than ``max_line_bytes`` is cut to one byte more, at least, and at most to a block more.
    """
    rest = _beginning(stream).removeprefix(BOM)
    while chunk := rest:
        end = chunk.rfind(b"\n") + 1
        if end:
            yield chunk[:end]
        head = chunk[end:][: max_line_bytes + 1]
        more = stream.read(BLOCK_BYTES)
        rest = head + more
        if not more:
            if head:
                yield head
            return


def _beginning(stream: Readable) -> bytes:
    """At least as many bytes as a byte order mark has, where there are so many: a stream may give fewer at a time."""
    start = b""
    while len(start) < len(BOM) and (more := stream.read(BLOCK_BYTES)):
        start += more
    return start
