"""The folder that a base model's files are in, wherever they are kept."""

from pathlib import Path

from chorus.errors import NotFound
from chorus.storage.artifacts import SCHEME, Artifacts


def base_folder(location: str, artifacts: Artifacts, cache: Path) -> Path:
    """The folder of a base model's location: an artifact, fetched to ``cache``, or the operator's own folder. Blocks."""
    if location.startswith(SCHEME):
        return artifacts.fetch_folder(location, cache)
    folder = Path(location)
    if not folder.is_dir():
        raise NotFound(
            f"the base model's folder {location!r} is not on this machine; put it back, or share it with all machines"
        )
    return folder
