from collections.abc import AsyncIterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from chorus.errors import FailedPrecondition, NotFound
from chorus.finetuning.adapter_export import PIECE_BYTES, AdapterExports
from chorus.finetuning.base_model import BaseModel
from chorus.finetuning.registry import Registry
from chorus.finetuning.revision import Revision
from chorus.storage.artifacts import Artifacts
from chorus.storage.records import Records

from .conftest import plain_tensors, write_adapter


@dataclass(frozen=True)
class Setting:
    """Exports of one revision, and the folder it was made of."""

    exports: AdapterExports
    folder: Path
    name: str

    async def pieces(self) -> list[tuple[str, bytes]]:
        return [piece async for piece in self.exports.files(self.name)]


@pytest.fixture
async def setting(tmp_path: Path) -> AsyncIterator[Setting]:
    records = Records(f"sqlite:///{tmp_path / 'records.sqlite'}")
    registry, artifacts = Registry(records), Artifacts(str(tmp_path / "store"))
    await registry.add_base_model(BaseModel("base-models/tiny", limits="It knows little."), "inputs")
    # More than a piece of weights; nobody checks them again.
    folder = write_adapter(tmp_path / "made", {**plain_tensors(), "more": (PIECE_BYTES // 2,)}, fill=7)
    digest = sha256((folder / "adapter_model.safetensors").read_bytes()).hexdigest()
    name, location = f"revisions/oak.{digest}", artifacts.put_folder(folder)
    await registry.stage(Revision(name, "communities/oak", "base-models/tiny", digest, location))
    yield Setting(AdapterExports(registry, artifacts, tmp_path / "cache"), folder, name)
    records.close()


async def test_a_folder_comes_file_by_file_to_the_byte_in_pieces_that_a_message_holds(setting: Setting) -> None:
    pieces = await setting.pieces()
    order = list(dict.fromkeys(name for name, _ in pieces))
    assert order == ["README.md", "adapter_config.json", "adapter_model.safetensors"]
    assert max(len(piece) for _, piece in pieces) == PIECE_BYTES
    for path in setting.folder.iterdir():
        assert b"".join(piece for name, piece in pieces if name == path.name) == path.read_bytes()


async def test_its_readme_is_the_model_card(setting: Setting) -> None:
    (card,) = [piece.decode() for name, piece in await setting.pieces() if name == "README.md"]
    assert f"# {setting.name}" in card
    assert "It knows little." in card


async def test_a_quarantined_revision_says_so(setting: Setting) -> None:
    await setting.exports.registry.quarantine(setting.name, "it insults people")
    assert "it insults people" in (await setting.pieces())[0][1].decode()


async def test_collected_weights_cannot_be_had(setting: Setting) -> None:
    await setting.exports.registry.forget_weights("communities/oak", lambda known: known)
    with pytest.raises(FailedPrecondition, match="collected"):
        await setting.pieces()


async def test_what_is_not_there_cannot_be_had(setting: Setting) -> None:
    with pytest.raises(NotFound):
        await Setting(setting.exports, setting.folder, "revisions/oak.1").pieces()
