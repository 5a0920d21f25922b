"""Evaluating as people do it: real commands and a real evaluation service, personas that are fakes."""

import asyncio
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.evaluation.conftest import NAMES, FakeCommunities, FakePersonas, clean
from typer.testing import CliRunner, Result

from chorus.cli.main import app
from evaluation_service import running


@dataclass(frozen=True)
class Site:
    address: str

    def chorus(self, *arguments: str | Path) -> Result:
        """Run a command; the service stands where the gateway does."""
        return CliRunner().invoke(app, [*map(str, arguments), "--gateway", self.address], terminal_width=200)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("evaluate-site")
    ready, ends = threading.Event(), threading.Event()
    found: list[Site] = []

    async def main() -> None:
        async with running(home, FakeCommunities(), FakePersonas(), clean) as service:
            found.append(Site(service.address))
            ready.set()
            await asyncio.to_thread(ends.wait)

    # Commands want the main thread for their signals, so the service has another.
    thread = threading.Thread(target=lambda: asyncio.run(main()))
    thread.start()
    assert ready.wait(60)
    yield found[0]
    ends.set()
    thread.join(60)


@pytest.fixture(scope="module")
def report(site: Site, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    topics = tmp_path_factory.mktemp("topics") / "topics.txt"
    topics.write_text("meals\nrest\n")
    result = site.chorus("evaluate", "run", *NAMES, "--topics", topics, "--posts", "30", "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_an_evaluation_is_run_listed_and_shown(site: Site, report: dict[str, Any]) -> None:
    assert report["config"]["topics"] == ["meals", "rest"]
    id_ = report["name"].removeprefix("reports/")
    assert id_ in site.chorus("evaluate", "list").stdout
    shown = site.chorus("evaluate", "show", id_).stdout
    finetuned = next(line for line in shown.splitlines() if line.startswith("Finetuned"))
    (voice,) = [one for one in report["voices"] if one["voice"] == "finetuned"]
    assert f"{voice['origin']['macro_f1']['value']:.2f}" in finetuned
    assert "People (ceiling)" in shown
    assert "chance is 0.333" in " ".join(shown.split())
    assert f"chorus evaluate show {id_} --out" in shown


def test_a_page_holds_every_measure(site: Site, report: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "deep" / "page.html"
    result = site.chorus("evaluate", "show", report["name"], "--out", file)
    assert result.exit_code == 0, result.output
    page = file.read_text()
    for heading in (
        "Can the communities be told apart?",
        "Does the writing mean the same things?",
        "Only what people say, and all of it?",
        "Does it speak, or repeat?",
        "Does it feel the same?",
        "Is it as harsh?",
        "How it was made",
    ):
        assert heading in page
    assert page.count('<table class="matrix">') == 4
    assert report["name"] in page
    assert "script" not in page.replace("default-src 'none'", "")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("run", NAMES[0]), "evaluation compares two or more"),
        (("run", *NAMES, "--topics", __file__ + "x"), "cannot be read"),
        (("run", *NAMES, "--emotion", "../moods"), "no name of a model"),
        (("run", *NAMES, "--encoder", "no/such-encoder"), "is not an encoder that can be loaded"),
        (("run",), "name communities, or a partition"),
        (("show", "none"), "NOT_FOUND"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(
    site: Site, arguments: tuple[str, ...], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    result = site.chorus("evaluate", *arguments)
    assert result.exit_code in (1, 2)
    assert says in " ".join(result.stderr.split())
    assert "Traceback" not in result.output


def test_evaluations_are_compared_over_time(site: Site, report: dict[str, Any], tmp_path: Path) -> None:
    again = site.chorus("evaluate", "run", *NAMES, "--posts", "40", "--voice", "base", "--json")
    other = json.loads(again.stdout)["name"]
    drift = json.loads(site.chorus("evaluate", "compare", other, report["name"], "--json").stdout)
    assert [moment["report"] for moment in drift["moments"]] == [report["name"], other]
    page = tmp_path / "drift.html"
    result = site.chorus("evaluate", "compare", other, report["name"], "--out", page)
    assert result.exit_code == 0, result.output
    assert "Not measured alike: posts_per_persona (30, 40)." in " ".join(result.output.split())
    whole = next(line for line in result.stdout.splitlines() if line.startswith("origin-f1 ") and " base " in line)
    base = [voice["origin"]["macro_f1"]["value"] for voice in report["voices"] if voice["voice"] == "base"]
    assert f"{base[0]:.3f}" in whole
    written = page.read_text()
    assert "Can the communities be told apart?" in written
    assert written.count("not measured") == 0
    refused = site.chorus("evaluate", "compare", report["name"], "reports/nobody")
    assert refused.exit_code == 1
    assert "NOT_FOUND" in refused.output
    assert "each once" in site.chorus("evaluate", "compare", report["name"]).output


def test_a_fairness_study_is_a_table_and_a_page(site: Site, tmp_path: Path) -> None:
    templates = tmp_path / "templates.txt"
    templates.write_text("what {} eat\n")
    page = tmp_path / "fairness.html"
    asked = [
        "evaluate",
        "fairness",
        NAMES[0],
        "--term",
        "cats",
        "--term",
        "<b>dogs",
        "--templates",
        templates,
        "--posts",
        "20",
    ]
    result = site.chorus(*asked, "--out", page)
    assert result.exit_code == 0, result.output
    assert "cats, <b>dogs" in result.stdout
    assert "no proof of fairness" in " ".join(result.stdout.split())
    written = page.read_text()
    assert "Do voices write alike of cats and &lt;b&gt;dogs?" in written
    assert "<b>dogs" not in written
    study = json.loads(site.chorus(*asked, "--json").stdout)
    assert study["config"]["posts_per_term"] == 20
    refused = site.chorus("evaluate", "fairness", NAMES[0], "--term", "cats")
    assert (refused.exit_code, "give 2 to 8 different terms" in refused.output) == (2, True)
