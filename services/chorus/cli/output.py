"""Files that commands write: whole or not at all, in the format that their suffix says."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, TypeVar

from chorus.errors import InvalidArgument
from chorus.graph.client import ImageFormat, NetworkFormat

T = TypeVar("T")


def image_format(out: Path) -> ImageFormat:
    """How a picture is to be encoded."""
    return by_suffix(out, {".svg": ImageFormat.SVG, ".png": ImageFormat.PNG})


def network_format(out: Path) -> NetworkFormat:
    """How a network is to be written."""
    return by_suffix(out, {format.suffix: format for format in NetworkFormat})


def write_whole(out: Path, content: bytes) -> None:
    """Write a file, replacing one that is there."""
    with _replacing(out) as file:
        file.write(content)


async def stream_whole(out: Path, chunks: AsyncIterator[bytes]) -> int:
    """Write a file as it comes; returns its size. If it does not come to an end, what was there stays."""
    with _replacing(out) as file:
        async for chunk in chunks:
            file.write(chunk)
        return file.tell()


@contextmanager
def _replacing(out: Path) -> Iterator[IO[bytes]]:
    """A file that takes its name once it is written."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=out.parent, prefix=f".{out.name}.", delete=False) as file:
            temporary = Path(file.name)
            try:
                yield file
            except BaseException:
                temporary.unlink()
                raise
        temporary.chmod(0o644)
        temporary.replace(out)
    except OSError as error:
        raise InvalidArgument(f"{out} cannot be written: {error.strerror}") from None


def by_suffix(out: Path, formats: dict[str, T]) -> T:
    """What the end of a file's name asks for."""
    format = formats.get(out.suffix.lower())
    if format is None:
        raise InvalidArgument(f"{out} says no format; end its name in {' or '.join(formats)}", field="out")
    return format
