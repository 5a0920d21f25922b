"""The library: bundled instruments, those of an operator, and folders that nobody should trust."""

import logging
import os
from pathlib import Path

import pytest

from chorus.errors import InvalidInstrument, NotFound
from chorus.gateway.build import build
from chorus.gateway.instrument import Instrument
from chorus.gateway.library import Library, bundled, installed, read_folder
from chorus.gateway.settings import GatewaySettings

BUNDLED = ["eat-26", "ede-qs", "gad-7", "phq-9", "scoff", "swed", "wcs"]
TEA = """\
id: tea
title: Tea
description: How much tea matters.
source: nobody
license: Apache-2.0
items:
  - {id: "1", text: "Tea?", kind: yes_no, options: [{id: a, text: No}, {id: b, text: Yes}]}
"""


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_library_knows_its_instruments_and_no_other(wcs: Instrument) -> None:
    assert [instrument.name for instrument in bundled().list()] == [f"instruments/{name}" for name in BUNDLED]
    with pytest.raises(NotFound, match="instruments/wcs"):
        bundled().get("instruments/none")
    with pytest.raises(InvalidInstrument, match="two files"):
        Library([wcs, wcs])


@pytest.mark.parametrize("instrument", bundled().list(), ids=lambda one: one.name)
def test_bundled_instruments_are_in_our_own_wording_and_say_so(instrument: Instrument) -> None:
    assert "the wording is Chorus's own and not validated" in instrument.source
    for item in instrument.items:
        assert item.paraphrases
        assert all(option.statement.endswith(".") for option in item.options)
        for statement in (option.statement for option in item.options):
            assert {"I", "My", "my", "me"} & set(statement.rstrip(".").split()), statement


def test_an_operators_instruments_stand_beside_the_bundled_ones(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    licensed = TEA.replace("id: tea", "id: wcs").replace("title: Tea", "title: Licensed")
    (tmp_path / "b.yml").write_text(licensed, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not an instrument")
    with caplog.at_level(logging.INFO, "chorus.gateway.library"):
        library = installed(write(tmp_path, a=TEA))
    assert len(library.list()) == len(BUNDLED) + 1
    assert library.get("instruments/wcs").title == "Licensed"
    assert caplog.messages == [
        f"instruments/tea from {tmp_path} added",
        f"instruments/wcs from {tmp_path} replaces the bundled one",
    ]
    assert installed(None).list() == bundled().list()


def test_what_is_wrong_in_each_file_is_said_at_once(tmp_path: Path) -> None:
    write(tmp_path, good=TEA, twice=TEA, kind=TEA.replace("yes_no", "no_yes"), words="just words", zero="")
    (tmp_path / "bytes.yaml").write_bytes(b"id: tea\n\xff")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "large.yaml").write_bytes(b"#" * 5_000_000)
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    (tmp_path / "nowhere.yaml").symlink_to("none")
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(InvalidInstrument) as refused:
        read_folder(tmp_path)
    problems = refused.value.message.split("; ")
    assert [problem.split(": ")[0] for problem in problems] == [
        "bytes.yaml:2",
        "folder.yaml:1",
        "kind.yaml:7",
        "large.yaml:1",
        *("no questionnaire is",),
        "loop.yaml:1",
        "nowhere.yaml:1",
        "pipe.yaml:1",
        "twice.yaml:1",
        "words.yaml:1",
        "zero.yaml:1",
    ]
    assert "\n" not in refused.value.message


def test_links_are_followed_inside_the_folder_only(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    (inside / "..data").mkdir(parents=True)
    write(inside / "..data", tea=TEA)
    (inside / "tea.yaml").symlink_to("..data/tea.yaml")
    assert [one.name for one in read_folder(inside).list()] == ["instruments/tea"]
    (inside / "more.yaml").symlink_to(write(outside, more=TEA) / "more.yaml")
    with pytest.raises(InvalidInstrument, match=r"more\.yaml:1: a link that leads out of the folder"):
        read_folder(inside)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInstrument, match="is not a folder of instruments"):
        installed(tmp_path / "none")


def test_the_setting_is_read_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHORUS_GATEWAY_INSTRUMENTS", str(tmp_path))
    assert GatewaySettings().instruments == tmp_path
    monkeypatch.setenv("CHORUS_GATEWAY_INSTRUMENTS", "")
    assert GatewaySettings().instruments is None


async def test_a_gateway_with_a_wrong_file_does_not_start(tmp_path: Path) -> None:
    write(tmp_path, bad="id: bad")
    with pytest.raises(InvalidInstrument, match=r"bad\.yaml:1: "):
        build(GatewaySettings(home=tmp_path, port=0, instruments=tmp_path))
