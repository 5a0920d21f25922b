import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chorus.graph import lines
from chorus.graph.lines import BLOCK_BYTES, read_blocks


def read(data: bytes, max_line_bytes: int = 1000) -> list[bytes]:
    return list(read_blocks(io.BytesIO(data), max_line_bytes))


def test_blocks_are_whole_lines() -> None:
    assert read(b"one\n\nthree") == [b"one\n\n", b"three"]
    assert read(b"one\n") == [b"one\n"]
    assert read(b"") == []


def test_a_byte_order_mark_is_left_out() -> None:
    assert read(b"\xef\xbb\xbfone\n") == [b"one\n"]


def test_a_line_too_long_is_cut_and_stays_one_line() -> None:
    blocks = read(b"a" * (3 * BLOCK_BYTES) + b"\nb\n")
    assert sum(block.count(b"\n") for block in blocks) == 2
    assert 1000 < len(blocks[0].split(b"\n")[0]) <= BLOCK_BYTES + 1001


@given(st.lists(st.binary(max_size=30).map(lambda data: data.replace(b"\n", b" "))), st.integers(1, 40))
@example([b"\xef\xbb\xbf"], 1)
@example([b"\xef\xbb\xbfone"], 2)
def test_nothing_is_lost(pieces: list[bytes], size: int) -> None:
    data = b"\n".join(pieces)

    class Slow(io.BytesIO):
        def read(self, _size: int | None = -1, /) -> bytes:
            return super().read(size)

    blocks = list(lines.read_blocks(Slow(data), 1000))
    assert b"".join(blocks) == data.removeprefix(b"\xef\xbb\xbf")
    assert all(block.endswith(b"\n") for block in blocks[:-1])


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_the_last_line_may_end_or_not(end: bytes) -> None:
    assert b"".join(read(b"one\ntwo" + end)) == b"one\ntwo" + end
