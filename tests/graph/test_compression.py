import gzip
import io

import pytest
from backports import zstd

from chorus.errors import UnreadableFile
from chorus.graph.compression import ReadLimits, unpacked

DATA = b"one\n\nthree" * 100
PACK = {"gzip": gzip.compress, "zstd": zstd.compress}


def read(data: bytes, limits: ReadLimits | None = None) -> bytes:
    found = b""
    with unpacked(io.BytesIO(data), limits or ReadLimits()) as stream:
        while piece := stream.read(2**16):
            found += piece
    return found


@pytest.mark.parametrize("packing", PACK)
def test_the_packing_is_told_by_its_bytes(packing: str) -> None:
    pack = PACK[packing]
    assert read(DATA) == DATA
    assert read(pack(DATA)) == DATA
    assert read(pack(DATA) + pack(b"more")) == DATA + b"more"


@pytest.mark.parametrize("packing", PACK)
@pytest.mark.parametrize("keep", [5, 12, -1, -9])
def test_a_file_that_ends_too_early(packing: str, keep: int) -> None:
    with pytest.raises(UnreadableFile, match=f"the {packing} file ends too early"):
        read(PACK[packing](DATA)[:keep])


@pytest.mark.parametrize("packing", PACK)
def test_a_damaged_file(packing: str) -> None:
    data = bytearray(PACK[packing](bytes(range(256)) * 100))
    data[20:24] = b"\xff\xff\xff\xff"
    with pytest.raises(UnreadableFile, match=f"{packing} -t"):
        read(bytes(data) + b"more")


@pytest.mark.parametrize("packing", PACK)
def test_a_decompression_bomb_is_not_unpacked(packing: str) -> None:
    limits = ReadLimits(free_unpacked_bytes=2**20)
    with pytest.raises(UnreadableFile, match="unpacks to more than"):
        read(PACK[packing](b"\0" * 2**24), limits)


def test_a_plain_file_has_a_limit_too() -> None:
    with pytest.raises(UnreadableFile, match="unpacks to more than"):
        read(b"x\n" * 100, ReadLimits(max_unpacked_bytes=100))
