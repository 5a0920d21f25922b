import hmac
import re
from pathlib import Path

import pytest

from chorus.errors import FailedPrecondition, InvalidArgument
from chorus.graph.pseudonym import KEY_FILE, keyed_hash, load_key, pseudonym

KEY = b"0123456789abcdef"


def test_a_pseudonym_is_a_keyed_hash() -> None:
    assert pseudonym(KEY, "42") == hmac.new(KEY, b"id:42", "sha256").hexdigest()[:16]
    assert pseudonym(b"another key, as long", "42") != pseudonym(KEY, "42")
    assert pseudonym(KEY, "SomeBody") == pseudonym(KEY, "somebody")
    assert keyed_hash(KEY, "link:42") != keyed_hash(KEY, "id:42") == pseudonym(KEY, "42")
    assert re.fullmatch("[0-9a-f]{16}", pseudonym(KEY, "Ünï-𝄞"))


def test_a_key_is_made_once_and_is_the_owners_only(tmp_path: Path) -> None:
    home = tmp_path / "home"
    key = load_key("", home)
    assert len(key) == 64
    assert load_key("", home) == key
    assert load_key("", tmp_path / "other") != key
    assert (home / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in home.iterdir()] == [KEY_FILE]


def test_an_operators_key_goes_first_and_leaves_no_file(tmp_path: Path) -> None:
    assert load_key("k" * 16, tmp_path) == b"k" * 16
    assert not list(tmp_path.iterdir())


def test_a_weak_or_damaged_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidArgument, match="shorter than 16"):
        load_key("short", tmp_path)
    (tmp_path / KEY_FILE).write_bytes(b"")
    with pytest.raises(FailedPrecondition, match="damaged"):
        load_key("", tmp_path)
