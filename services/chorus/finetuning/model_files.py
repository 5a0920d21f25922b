"""The files of a model folder: their digest, and what a safetensors header says without loading a weight."""

import json
from collections.abc import Iterator
from hashlib import file_digest, sha256
from math import prod
from pathlib import Path
from typing import TypedDict

from chorus.errors import InvalidBaseModel

_MAX_HEADER = 100 * 2**20
_NOT_OF_THE_MODEL = ("checkpoint.pt", "checkpoint.partial")


class _Tensor(TypedDict):
    shape: list[int]


def model_files(folder: Path) -> Iterator[Path]:
    """The files at the top of a model's folder that matter, ordered by name."""
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith(".") and path.name not in _NOT_OF_THE_MODEL:
            yield path


def folder_digest(folder: Path) -> str:
    """SHA-256 over names and digests of a model's files, hexadecimal."""
    whole = sha256()
    for path in model_files(folder):
        with path.open("rb") as file:
            whole.update(f"{file_digest(file, 'sha256').hexdigest()}  {path.name}\n".encode())
    return whole.hexdigest()


def num_parameters(folder: Path) -> int:
    """Numbers in the folder's safetensors files, from their headers; ``InvalidBaseModel`` without such a file."""
    paths = sorted(folder.glob("*.safetensors"))
    if not paths:
        raise InvalidBaseModel("the base model has no safetensors file; convert its weights to safetensors")
    return sum(prod(tensor["shape"]) for path in paths for tensor in _tensors(path))


def _tensors(path: Path) -> Iterator[_Tensor]:
    with path.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        if not 0 < size <= _MAX_HEADER:
            raise InvalidBaseModel(f"{path.name} is not a safetensors file; download the model again")
        try:
            header: dict[str, _Tensor] = json.loads(file.read(size))
        except ValueError:
            raise InvalidBaseModel(f"{path.name} has a damaged header; download the model again") from None
    yield from (tensor for name, tensor in header.items() if name != "__metadata__")
