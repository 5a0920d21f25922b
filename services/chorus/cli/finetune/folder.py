"""An adapter's folder, written as it comes from the service: whole, or not at all.

What the service sends is not trusted to stay in the folder: a file's name has to be a plain name.
"""

import re
import shutil
from collections.abc import AsyncIterator
from hashlib import file_digest
from pathlib import Path
from tempfile import mkdtemp
from typing import IO

from chorus.errors import DataLoss, FailedPrecondition, InvalidArgument

WEIGHTS = "adapter_model.safetensors"
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")


async def write_folder(out: Path, pieces: AsyncIterator[tuple[str, bytes]], digest: str, *, force: bool) -> int:
    """Write what comes, each piece with the name of its file; returns the bytes of all.

    ``digest`` is the SHA-256 that the weights must have. With ``force``, files of these names are replaced in a folder that has
    something in it; others stay.
    """
    try:
        _require_room(out, force)
        out.parent.mkdir(parents=True, exist_ok=True)
        # Beside the folder, so that a move is all that is left to do once everything is there.
        beside = Path(mkdtemp(dir=out.parent, prefix=f".{out.name}."))
        try:
            size = await _write(beside, pieces)
            _require_weights(beside, digest)
            _move(beside, out)
            return size
        finally:
            shutil.rmtree(beside)
    except OSError as error:
        raise InvalidArgument(f"{out} cannot be written: {error.strerror}") from None


def _require_room(out: Path, force: bool) -> None:
    if out.exists() and not out.is_dir():
        raise InvalidArgument(f"{out} is a file; name a folder", field="out")
    if not force and out.exists() and any(out.iterdir()):
        raise FailedPrecondition(f"{out} has something in it; name another folder, or replace files in it by --force")


async def _write(folder: Path, pieces: AsyncIterator[tuple[str, bytes]]) -> int:
    size, name = 0, ""
    file: IO[bytes] | None = None
    try:
        async for piece_of, piece in pieces:
            if file is None or piece_of != name:
                if file is not None:
                    file.close()
                name = piece_of
                file = _begin(folder, name)
            file.write(piece)
            size += len(piece)
    finally:
        if file is not None:
            file.close()
    return size


def _move(beside: Path, out: Path) -> None:
    out.mkdir(exist_ok=True)
    for file in sorted(beside.iterdir()):
        # A link that has the name is replaced, not followed.
        file.replace(out / file.name)


def _begin(folder: Path, name: str) -> IO[bytes]:
    if not _PLAIN.fullmatch(name):
        raise DataLoss(f"the service sent a file named {name[:100]!r}, which is no plain name; nothing was written")
    try:
        return (folder / name).open("xb")
    except FileExistsError:
        raise DataLoss(f"the service sent {name} twice; nothing was written") from None


def _require_weights(folder: Path, digest: str) -> None:
    weights = folder / WEIGHTS
    if not weights.is_file():
        raise DataLoss(f"the service sent no {WEIGHTS}; nothing was written, export again")
    with weights.open("rb") as file:
        found = file_digest(file, "sha256").hexdigest()
    if found != digest:
        raise DataLoss(
            "the weights that came are not those that the revision's name says; nothing was written, export again"
        )
