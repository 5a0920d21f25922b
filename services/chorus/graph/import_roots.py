"""Where files may be imported from: places that the operator has opened, and nothing beside them.

A place is a folder of the service's machine, or the beginning of an fsspec URL, such as ``s3://lab-data/tweets``.
"""

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import fsspec

from chorus.errors import InvalidArgument, NotFound, OutsideImportRoots, Unavailable

MAX_URI_LENGTH = 2_000
COPY_BYTES = 2**20
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ImportRoots:
    """The places that are open."""

    roots: Sequence[str] = ()

    def check(self, uri: str) -> str:
        """The URI in one spelling, an absolute path or a URL; ``OutsideImportRoots`` if no root holds it."""
        if not uri or len(uri) > MAX_URI_LENGTH or not uri.isprintable():
            raise InvalidArgument("the URI is empty, too long or not printable", field="uri")
        if "::" in uri:
            raise InvalidArgument("a URI of several parts is not allowed; give scheme://bucket/path", field="uri")
        place = _settled(uri)
        if not self.roots:
            raise OutsideImportRoots(
                "no place is open to imports; an operator opens some by CHORUS_GRAPH_IMPORT_ROOTS=/data/posts,s3://bucket/posts",
                field="uri",
            )
        if not any(_holds(_settled(root), place) for root in self.roots):
            raise OutsideImportRoots(
                "the file is not under one of the places that the operator has opened to imports "
                "(CHORUS_GRAPH_IMPORT_ROOTS); copy it there, or upload it",
                field="uri",
            )
        return place

    def fetch(self, place: str, folder: Path, max_bytes: int) -> Path:
        """The file at a place that was checked, as a file of this machine; one from elsewhere is copied into ``folder``."""
        if not _SCHEME.match(place):
            path = Path(place)
            # Again, for what was a file may be a link by now.
            if str(path.resolve()) != place or not path.is_file():
                raise NotFound(f"there is no file {path.name[:100]!r} there", field="uri")
            _check_size(path.stat().st_size, max_bytes)
            return path
        target = folder / "fetched"
        try:
            with fsspec.open(place, "rb") as remote, target.open("wb") as local:
                while data := remote.read(COPY_BYTES):
                    local.write(data)
                    _check_size(local.tell(), max_bytes)
        except FileNotFoundError:
            raise NotFound("there is no such file there", field="uri") from None
        except (OSError, ImportError, ValueError) as error:
            raise Unavailable(
                f"the place cannot be read ({type(error).__name__}); check address and credentials"
            ) from None
        return target


def _settled(uri: str) -> str:
    """A place without symbolic links, ``..`` and other detours."""
    match = _SCHEME.match(uri)
    if match is None:
        return str(Path(uri.removeprefix("file:")).resolve())
    scheme, rest = match.groups()
    if scheme == "file":
        return str(Path(unquote(rest)).resolve())
    # A query or an address with a password is no place.
    if any(mark in rest for mark in "@?#%\\") or ".." in rest.split("/"):
        raise InvalidArgument("the URI is not a plain one; give scheme://bucket/path", field="uri")
    return f"{scheme}://{posixpath.normpath(rest).lstrip('/')}"


def _holds(root: str, place: str) -> bool:
    return place == root or place.startswith(root.rstrip("/") + "/")


def _check_size(size: int, max_bytes: int) -> None:
    if size > max_bytes:
        raise InvalidArgument(f"the file is larger than {max_bytes:,} bytes; pack it, or split it", field="uri")
