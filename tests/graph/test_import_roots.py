"""Every URI is hostile until it was checked."""

from pathlib import Path

import fsspec
import pytest

from chorus.errors import InvalidArgument, NotFound, OutsideImportRoots
from chorus.graph.import_roots import ImportRoots


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "open"
    root.mkdir()
    (root / "posts.jsonl").write_text("{}\n")
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "open-not").mkdir()
    (tmp_path / "open-not" / "posts.jsonl").write_text("{}\n")
    return root


def test_a_file_under_a_root(root: Path, tmp_path: Path) -> None:
    roots = ImportRoots((str(root),))
    for uri in (f"{root}/posts.jsonl", f"file://{root}/posts.jsonl", f"{root}/x/../posts.jsonl"):
        place = roots.check(uri)
        assert place == str(root / "posts.jsonl")
        assert roots.fetch(place, tmp_path, 100) == root / "posts.jsonl"


@pytest.mark.parametrize(
    "uri",
    [
        "{root}/../secret",
        "{root}/link",
        "{root}-not/posts.jsonl",
        "/etc/passwd",
        "file:///etc/passwd",
        "{root}/%2e%2e/secret",
    ],
)
def test_a_file_beside_the_roots(root: Path, tmp_path: Path, uri: str) -> None:
    (root / "link").symlink_to(tmp_path / "secret")
    roots = ImportRoots((str(root),))
    try:
        place = roots.check(uri.format(root=root))
    except OutsideImportRoots:
        return
    with pytest.raises(NotFound):
        roots.fetch(place, tmp_path, 100)


def test_a_file_that_becomes_a_link_after_it_was_checked(root: Path, tmp_path: Path) -> None:
    roots = ImportRoots((str(root),))
    place = roots.check(f"{root}/later")
    (root / "later").symlink_to(tmp_path / "secret")
    with pytest.raises(NotFound):
        roots.fetch(place, tmp_path, 100)


def test_without_roots_nothing_is_open(root: Path) -> None:
    with pytest.raises(OutsideImportRoots, match="CHORUS_GRAPH_IMPORT_ROOTS"):
        ImportRoots().check(f"{root}/posts.jsonl")


@pytest.mark.parametrize("uri", ["", "x" * 3000, "posts\n.jsonl", "/a\x1b[2J"])
def test_what_is_no_uri(root: Path, uri: str) -> None:
    with pytest.raises(InvalidArgument):
        ImportRoots((str(root),)).check(uri)


@pytest.mark.parametrize(
    "uri",
    [
        "memory://bucket/posts/../../secret",
        "simplecache::memory://bucket/posts/a",
        "memory://user:password@bucket/posts/a",
        "memory://bucket/posts/a?versionId=1",
        "memory://bucket/posts/%2e%2e/secret",
        "memory://bucket\\posts",
    ],
)
def test_urls_with_detours(uri: str) -> None:
    with pytest.raises(InvalidArgument):
        ImportRoots(("memory://bucket/posts",)).check(uri)


def test_an_object_elsewhere_is_copied(tmp_path: Path) -> None:
    with fsspec.open("memory://bucket/posts/a.jsonl", "wb") as file:
        file.write(b"{}\n" * 10)
    roots = ImportRoots(("memory://bucket/posts",))
    place = roots.check("memory://bucket/posts//a.jsonl")
    assert roots.fetch(place, tmp_path, 100).read_bytes() == b"{}\n" * 10
    with pytest.raises(InvalidArgument, match="larger than 20 bytes"):
        roots.fetch(place, tmp_path, 20)
    with pytest.raises(NotFound):
        roots.fetch(roots.check("memory://bucket/posts/none"), tmp_path, 20)
    for outside in ("memory://bucket/others/a", "memory://bucket/posts-not/a", "s3://bucket/posts/a"):
        with pytest.raises(OutsideImportRoots):
            roots.check(outside)
