from hashlib import sha256
from pathlib import Path

import pytest

from chorus.errors import DataLoss, InvalidArgument, NotFound
from chorus.storage.artifacts import Artifacts


@pytest.fixture
def artifacts(tmp_path: Path) -> Artifacts:
    return Artifacts(str(tmp_path / "store"))


def stored_file(tmp_path: Path, location: str) -> Path:
    digest = location.removeprefix("artifact:")
    return tmp_path / "store" / digest[:2] / digest


def test_bytes_come_back_and_are_kept_once(artifacts: Artifacts) -> None:
    location = artifacts.put_bytes(b"one post")
    assert artifacts.put_bytes(b"one post") == location
    assert artifacts.read_bytes(location) == b"one post"


def test_a_folder_comes_back_whole(artifacts: Artifacts, tmp_path: Path) -> None:
    folder = tmp_path / "adapter"
    (folder / "deep").mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    (folder / "deep" / "weights").write_bytes(b"\0\1")
    fetched = artifacts.fetch_folder(artifacts.put_folder(folder), tmp_path / "cache")
    assert {path.relative_to(fetched).as_posix() for path in fetched.rglob("*") if path.is_file()} == {
        "config.json",
        "deep/weights",
    }
    assert (fetched / "deep" / "weights").read_bytes() == b"\0\1"


def test_what_is_deleted_is_gone_and_nothing_else_is(artifacts: Artifacts, tmp_path: Path) -> None:
    kept, location = artifacts.put_bytes(b"kept"), artifacts.put_bytes(b"weights")
    artifacts.delete(location)
    artifacts.delete(location)
    with pytest.raises(NotFound):
        artifacts.read_bytes(location)
    with pytest.raises(NotFound):
        artifacts.size(location)
    assert artifacts.read_bytes(kept) == b"kept"
    assert artifacts.put_bytes(b"weights") == location
    assert artifacts.read_bytes(location) == b"weights"


def test_deleting_a_folder_leaves_its_files_for_those_who_share_them(artifacts: Artifacts, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "config.json").write_text("{}")
    location = artifacts.put_folder(tmp_path / "folder")
    artifacts.delete(location)
    assert not stored_file(tmp_path, location).exists()
    assert artifacts.read_bytes("artifact:" + sha256(b"{}").hexdigest()) == b"{}"


def test_a_size_is_that_of_the_bytes(artifacts: Artifacts) -> None:
    assert artifacts.size(artifacts.put_bytes(b"weights")) == 7


def test_changed_bytes_are_data_loss(artifacts: Artifacts, tmp_path: Path) -> None:
    location = artifacts.put_bytes(b"weights")
    stored_file(tmp_path, location).write_bytes(b"wrights")
    with pytest.raises(DataLoss):
        artifacts.read_bytes(location)


def test_what_is_not_there_is_not_found(artifacts: Artifacts) -> None:
    with pytest.raises(NotFound):
        artifacts.read_bytes("artifact:" + "0" * 64)


@pytest.mark.parametrize(
    "location", ["", "artifact:", "artifact:../../etc/passwd", "/etc/passwd", "artifact:" + "G" * 64]
)
def test_a_location_is_never_a_path(artifacts: Artifacts, location: str) -> None:
    for use in (artifacts.read_bytes, artifacts.size, artifacts.delete):
        with pytest.raises(InvalidArgument):
            use(location)


@pytest.mark.parametrize("name", ["../out", "/abs", "a/../../out"])
def test_a_manifest_cannot_leave_its_folder(artifacts: Artifacts, tmp_path: Path, name: str) -> None:
    content = artifacts.put_bytes(b"x")
    manifest = artifacts.put_bytes(f'{{"{name}": "{content}"}}'.encode())
    with pytest.raises(DataLoss):
        artifacts.fetch_folder(manifest, tmp_path / "cache")
    assert not (tmp_path / "out").exists()
    assert not [path for path in (tmp_path / "cache").iterdir() if path.name.startswith("incoming-")]
