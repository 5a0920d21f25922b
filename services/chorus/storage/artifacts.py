"""Artifacts: files that never change, kept under the SHA-256 of their content.

A location is ``artifact:<sha256>``. A file's digest is that of its bytes; a folder's that of its manifest, which lists the digest
of every file in it. Bytes are written under a temporary name and then moved, so a reader sees a whole artifact or none.
"""

import json
import re
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from hashlib import file_digest, sha256
from pathlib import Path, PurePosixPath
from uuid import uuid4

import fsspec

from chorus.errors import DataLoss, InvalidArgument, NotFound

SCHEME = "artifact:"
_LOCATION = re.compile(r"artifact:[0-9a-f]{64}")


class Artifacts:
    """A content-addressed store in a local folder or at any fsspec URL. All calls block."""

    def __init__(self, url: str) -> None:
        self.url = url
        """Where it is; another process opens the same store by it."""
        self._files, root = fsspec.core.url_to_fs(url)
        self._root = str(root).rstrip("/")
        self._files.makedirs(self._root, exist_ok=True)

    def put_bytes(self, data: bytes) -> str:
        """Keep bytes and return their location; a second time changes nothing."""
        return self._put(sha256(data).hexdigest(), lambda path: self._files.pipe_file(path, data))

    def put_file(self, path: Path) -> str:
        """Keep a file of any size and return its location; it is read twice and never held whole."""
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        return self._put(digest, lambda target: self._files.put_file(str(path), target))

    def read_bytes(self, location: str) -> bytes:
        """The bytes at a location; ``NotFound`` if there are none, ``DataLoss`` if they are not what was written."""
        digest = _digest(location)
        try:
            data: bytes = self._files.cat_file(self._path(digest))
        except FileNotFoundError:
            raise _missing(location) from None
        if sha256(data).hexdigest() != digest:
            raise DataLoss(f"{location} was changed after it was written; restore the artifact store from a backup")
        return data

    def size(self, location: str) -> int:
        """How many bytes are at a location; ``NotFound`` if there are none."""
        try:
            return int(self._files.size(self._path(_digest(location))))
        except FileNotFoundError:
            raise _missing(location) from None

    def delete(self, location: str) -> None:
        """Forget the bytes at a location; nothing happens if there are none.

        The same bytes are kept once for everybody: whoever deletes them has to know that nobody else still needs them. A folder's
        location is that of its manifest; the files in it stay.
        """
        with suppress(FileNotFoundError):
            self._files.rm_file(self._path(_digest(location)))

    def put_folder(self, folder: Path) -> str:
        """Keep every regular file of a folder and return the folder's location."""
        manifest = {
            path.relative_to(folder).as_posix(): self.put_file(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.is_symlink()
        }
        return self.put_bytes(json.dumps(manifest, sort_keys=True).encode())

    def fetch_folder(self, location: str, cache: Path) -> Path:
        """Bring a folder to ``cache/<sha256>`` unless it is there, and return that path.

        Every file is checked against its digest on the way in.
        """
        target = cache / _digest(location)
        if target.is_dir():
            return target
        manifest: dict[str, str] = json.loads(self.read_bytes(location))
        cache.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(dir=cache, prefix="incoming-"))
        try:
            for name, file_location in manifest.items():
                _write(staging, name, self.read_bytes(file_location))
            try:
                staging.rename(target)
            except OSError:
                # Another process brought the same folder first; it is the same to the byte.
                if not target.is_dir():
                    raise
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        return target

    def _put(self, digest: str, write: Callable[[str], None]) -> str:
        path = self._path(digest)
        if not self._files.exists(path):
            temporary = f"{self._root}/incoming/{uuid4().hex}"
            self._files.makedirs(self._files._parent(temporary), exist_ok=True)
            write(temporary)
            self._files.makedirs(self._files._parent(path), exist_ok=True)
            self._files.mv(temporary, path)
        return SCHEME + digest

    def _path(self, digest: str) -> str:
        return f"{self._root}/{digest[:2]}/{digest}"


def _write(folder: Path, name: str, data: bytes) -> None:
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts:
        raise DataLoss(f"a folder's manifest names {name[:100]!r}, which would leave the folder")
    path = folder.joinpath(*parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _missing(location: str) -> NotFound:
    return NotFound(f"{location} is not in the artifact store; was the store moved or emptied?")


def _digest(location: str) -> str:
    if _LOCATION.fullmatch(location) is None:
        raise InvalidArgument(f"{location[:100]!r} is not an artifact's location", field="location")
    return location.removeprefix(SCHEME)
