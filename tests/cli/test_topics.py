from pathlib import Path

import pytest

from chorus.cli.topics import read_topics
from chorus.errors import InvalidArgument


def test_a_topic_is_a_line(tmp_path: Path) -> None:
    file = tmp_path / "topics.txt"
    file.write_bytes("\ufeff# of the week\n\n  meals at sea \r\nrest & café\n".encode())
    assert read_topics(file) == ("meals at sea", "rest & café")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("rest\ncaf\xe9\n".encode("latin-1"), ":2: not UTF-8; save the file as UTF-8"),
        ("rest\n".encode("utf-16"), ":1: not UTF-8"),
        (b"# nothing\n\n", "has no topic in it"),
        (b"x" * 100_001, "larger than 100,000 bytes"),
    ],
)
def test_a_file_without_topics_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "topics.txt"
    file.write_bytes(content)
    with pytest.raises(InvalidArgument, match=says):
        read_topics(file)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InvalidArgument, match="cannot be read"):
        read_topics(tmp_path / "nowhere.txt")
