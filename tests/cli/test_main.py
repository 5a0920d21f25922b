import gzip
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from chorus.cli.main import app


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_a_sample_is_written(tmp_path: Path) -> None:
    result = invoke("sample", str(tmp_path / "deep" / "posts.jsonl.gz"), "--seed", "3")
    assert result.exit_code == 0
    with gzip.open(tmp_path / "deep" / "posts.jsonl.gz", "rt", encoding="utf-8") as file:
        assert "user" in json.loads(file.readline())


@pytest.mark.parametrize(("content", "reason"), [(None, "INVALID_ARGUMENT"), (b"", "EMPTY_FILE")])
def test_posts_that_cannot_be_read_are_refused_before_anything_starts(
    tmp_path: Path, content: bytes | None, reason: str
) -> None:
    posts = tmp_path / "posts.jsonl"
    if content is not None:
        posts.write_bytes(content)
    result = invoke("run", str(posts), "--home", str(tmp_path / "home"))
    assert result.exit_code == 2
    assert reason in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "home").exists()


def test_a_folder_is_no_file_of_posts(tmp_path: Path) -> None:
    result = invoke("run", str(tmp_path), "--home", str(tmp_path / "home"))
    assert result.exit_code == 2
    assert "is not a file" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["partitions/No such!"], "INVALID_NAME"),
        (["partitions/0123", "--keep-unattributed"], "leave out how a file is read"),
        (["partitions/0123", "--column", "text=title"], "leave out how a file is read"),
        ([__file__, "--column", "txt=title"], "a post has no 'txt'"),
        ([__file__, "--keywords", "nowhere.txt"], "No such file"),
    ],
)
def test_a_study_that_makes_no_sense_is_refused_before_anything_starts(
    tmp_path: Path, arguments: list[str], says: str
) -> None:
    result = invoke("run", *arguments, "--home", str(tmp_path / "home"))
    assert result.exit_code == 2
    assert says in result.stderr
    assert not (tmp_path / "home").exists()


def test_a_gateway_that_is_not_there_is_said() -> None:
    result = invoke("personas", "--gateway", "127.0.0.1:1")
    assert result.exit_code == 1
    assert "UNREACHABLE" in result.stderr
