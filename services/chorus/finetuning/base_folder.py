"""The folder that a base model's files are in, wherever they are kept."""

from pathlib import Path

from chorus.errors import InvalidBaseModel
from chorus.storage.artifacts import SCHEME, Artifacts


def base_folder(location: str, artifacts: Artifacts, cache: Path) -> Path:
    """The folder of a location: an artifact, fetched to ``cache``; a folder; or a hub name, downloaded once. Blocks."""
    if location.startswith(SCHEME):
        return artifacts.fetch_folder(location, cache)
    if (folder := Path(location)).is_dir():
        return folder
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(location, allow_patterns=["*.json", "*.safetensors", "tokenizer*", "*.jinja"]))
    except Exception as error:
        raise InvalidBaseModel(
            f"{location!r} is neither a folder nor a model that the hub gives out ({type(error).__name__}); "
            "correct CHORUS_BASE_MODEL, or download the model and name its folder"
        ) from None
