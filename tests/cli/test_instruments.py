"""``chorus instruments`` as people use it: real commands, a real gateway with instruments of an operator's own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from tests.cli.conftest import service
from typer.testing import CliRunner, Result

from chorus.cli.main import app

BUNDLED = files("chorus.gateway") / "instruments"
TEA = """\
id: tea
title: Tea [/bold] \u202eand
description: How much tea matters.
source: nobody
license: Apache-2.0
instructions: Think of last week.
items:
  - {id: "1", text: Is there tea?, kind: yes_no, options: [{id: a, text: No}, {id: b, text: Yes}]}
  - {id: "2", text: Cups?, kind: count, maximum: 9, unit: cups, asked_if: [{item: "1", options: [b]}]}
scales:
  - {id: tea, title: Tea, items: ["1"], rule: sum, bands: [{title: dry, at_least: 0}, {title: wet, at_least: 1}]}
criteria:
  - {id: much, title: Much, conditions: [{item: "1", options: [b]}, {item: "2", at_least: 5}], num_conditions: 1}
flags:
  - {id: flood, title: A flood, advice: Bring towels., condition: {item: "2", at_least: 9}}
""".replace("text: Is there tea?", 'text: "Is there tea?"').replace("text: Cups?", 'text: "Cups?"')


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["instruments", *arguments], terminal_width=200)


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("instruments")
    folder = home / "own"
    folder.mkdir()
    (folder / "tea.yaml").write_text(TEA, encoding="utf-8")
    settings = {
        "CHORUS_HOME": str(home),
        "CHORUS_SERVING_ADDRESS": "127.0.0.1:1",
        "CHORUS_GATEWAY_INSTRUMENTS": str(folder),
    }
    with service("gateway", settings) as address:
        yield address


def test_instruments_are_listed_with_their_scales_and_cut_offs(gateway: str) -> None:
    listed = invoke("list", "--gateway", gateway)
    assert listed.exit_code == 0, listed.output
    starts = [line.split()[0] for line in listed.output.splitlines() if not line.startswith(" ")]
    assert starts == ["name", "eat-26", "ede-qs", "gad-7", "phq-9", "scoff", "swed", "tea", "wcs"]
    said = " ".join(listed.output.split())
    assert "eat26, dieting" in said
    assert "[/bold]" in said
    assert "\u202e" not in said
    found = json.loads(invoke("list", "--gateway", gateway, "--json").stdout)
    assert [len(one["items"]) for one in found] == [26, 12, 7, 9, 5, 15, 2, 5]


def test_a_questionnaire_is_shown_whole(gateway: str) -> None:
    shown = invoke("show", "tea", "--gateway", gateway)
    assert shown.exit_code == 0, shown.output
    said = " ".join(shown.output.split())
    for part in (
        "Source: nobody",
        "Think of last week.",
        "1 Is there tea? a No b Yes",
        "2 Cups? asked if 1 is b 0 to 9 cups",
        "Tea: sum of points of items 1, 0 to 1; dry from 0; wet from 1",
        "Much: at least 1 of: 1 is b; 2 is 5 or more",
        "flag: A flood: 2 is 9 or more. Bring towels.",
    ):
        assert part in said, said
    eat = " ".join(invoke("show", "instruments/eat-26", "--gateway", gateway).output.split())
    assert "reverse-coded" in eat
    assert "f Always [3]" in eat
    assert json.loads(invoke("show", "wcs", "--gateway", gateway, "--json").stdout)["name"] == "instruments/wcs"
    assert invoke("show", "none", "--gateway", gateway).exit_code == 1


def test_files_are_checked_without_a_gateway(tmp_path: Path) -> None:
    good, bad, worse = tmp_path / "good.yaml", tmp_path / "bad.yaml", tmp_path / "worse.yaml"
    good.write_text(TEA, encoding="utf-8")
    bad.write_text(TEA.replace("kind: count", "kind: counts"), encoding="utf-8")
    checked = invoke("check", str(good), str(BUNDLED / "swed.yaml"))
    assert checked.exit_code == 0, checked.output
    assert "good.yaml: ok: 2 items, 1 scale" in checked.stdout
    assert "swed.yaml: ok: 15 items, 1 scale" in checked.stdout
    refused = invoke("check", str(bad), str(good), str(worse))
    assert refused.exit_code == 2
    assert "good.yaml: ok" in refused.stdout
    errors = "".join(refused.stderr.split())
    assert "INVALID_INSTRUMENT" in errors
    assert "bad.yaml:9:item2:" in errors
    assert "worse.yaml:1:notafile" in errors


def test_the_schema_is_printed_as_it_is_published() -> None:
    assert invoke("schema").stdout == (BUNDLED / "instrument.schema.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["list", "show", "check", "schema"])
def test_every_command_has_help_with_an_example(command: str) -> None:
    helped = invoke(command, "--help")
    assert helped.exit_code == 0
    assert f"chorus instruments {command}" in helped.output
    assert "Example:" in helped.output


def test_a_gateway_with_wrong_files_says_so_in_one_line_and_does_not_start(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text("id: x\n", encoding="utf-8")
    refused = subprocess.run(
        [sys.executable, "-m", "chorus.gateway"],
        env={
            **os.environ,
            "CHORUS_HOME": str(tmp_path),
            "CHORUS_GATEWAY_INSTRUMENTS": str(tmp_path),
            "CHORUS_GATEWAY_PORT": "0",
        },
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert refused.returncode == 2
    errors = [line for line in refused.stderr.splitlines() if "ERROR" in line]
    assert len(errors) == 1, refused.stderr
    assert "one.yaml:1: " in errors[0]
    assert "two.yaml:1: " in errors[0]
    assert "Traceback" not in refused.stderr
