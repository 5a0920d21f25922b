"""Rating posts as people do it: real commands and a real evaluation service, personas that are fakes."""

import asyncio
import csv
import json
import threading
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.evaluation.conftest import NAMES, FakeCommunities, FakePersonas, clean
from typer.testing import CliRunner, Result

from chorus.cli.main import app
from chorus.evaluation.client import EvaluationConfig
from evaluation_service import running


@dataclass(frozen=True)
class Site:
    address: str
    report: str

    def chorus(self, *arguments: str | Path) -> Result:
        """Run a command; the service stands where the gateway does."""
        return CliRunner().invoke(app, [*map(str, arguments), "--gateway", self.address], terminal_width=200)

    def sheet(self, out: Path, *arguments: str) -> str:
        """Draw a sheet; its id."""
        result = self.chorus("ratings", "sheet", self.report, "--out", out, *arguments, "--json")
        assert result.exit_code == 0, result.output
        return str(json.loads(result.stdout)["name"]).removeprefix("rating-sheets/")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("ratings-site")
    ready, ends = threading.Event(), threading.Event()
    found: list[Site] = []

    async def main() -> None:
        async with AsyncExitStack() as stack:
            evaluation = await stack.enter_async_context(running(home, FakeCommunities(), FakePersonas(), clean))
            job = await evaluation.client.create_evaluation(NAMES, EvaluationConfig(("rest",), 24))
            report = (await evaluation.jobs.wait(job.name)).result
            found.append(Site(evaluation.address, report))
            ready.set()
            await asyncio.to_thread(ends.wait)

    # Commands want the main thread for their signals, so the services have another.
    thread = threading.Thread(target=lambda: asyncio.run(main()))
    thread.start()
    assert ready.wait(120)
    yield found[0]
    ends.set()
    thread.join(60)


def test_a_sheet_is_drawn_rated_twice_and_its_results_are_shown(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "deep" / "sheet.csv"
    sheet = site.sheet(file, "--items", "12")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 12
    for rater in ("ann", "bob"):
        answers = tmp_path / f"{rater}.csv"
        answers.write_text("item,answer\n" + "".join(f"{row['item']},{better(row)}\n" for row in rows))
        result = site.chorus("ratings", "import", sheet, answers, "--rater", rater)
        assert result.stdout == f"12 answers by {rater}; 12 items rated in all\n"
    shown = site.chorus("ratings", "show", sheet)
    assert "12 of 12 items, by ann, bob" in shown.stdout
    assert "finetuned  all        12     0          preferred" in shown.stdout
    assert "Agreement: Cohen's kappa 1.00, Krippendorff's alpha 1.00." in shown.stdout
    results = json.loads(site.chorus("ratings", "show", sheet, "--json").stdout)
    assert results["voices"][0]["answers"][0]["share"]["value"] > 0.5
    assert sheet in site.chorus("ratings", "list").stdout


def test_that_raters_prefer_the_other_voice_is_shown_as_a_finding(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "sheet.csv"
    sheet = site.sheet(file, "--voice", "finetuned", "--voice", "base", "--items", "24")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        worse = {row["item"]: "ab".replace(better(row), "") for row in csv.DictReader(lines)}
    answers = tmp_path / "ann.csv"
    answers.write_text("item,answer\n" + "".join(f"{item},{side}\n" for item, side in worse.items()))
    assert site.chorus("ratings", "import", sheet, answers, "--rater", "ann").exit_code == 0
    shown = " ".join(site.chorus("ratings", "show", sheet).stdout.split())
    assert "failure, finetuned: raters preferred it to base in 0 of 24 pairs (0% to 14%)" in shown
    assert "use the base personas" in shown
    results = json.loads(site.chorus("ratings", "show", sheet, "--json").stdout)
    assert [finding["id"] for finding in results["findings"]] == ["not-preferred"]


def better(row: dict[str, str]) -> str:
    word = row["community"].removeprefix("communities/")
    return max("ab", key=lambda side: row[f"post_{side}"].count(word))


def test_a_page_to_rate_in_is_written(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "harm.html"
    result = site.chorus(
        "ratings", "sheet", site.report, "--codebook", "harm", "--voice", "human", "--items", "6", "--out", file
    )
    assert result.exit_code == 0, result.output
    assert "6 items of" in result.stdout
    assert "chorus ratings import" in result.stdout
    assert file.read_text().count("<fieldset") == 6


def test_one_rater_cannot_agree_with_anybody(site: Site, tmp_path: Path) -> None:
    sheet = site.sheet(tmp_path / "sheet.csv", "--codebook", "likeness", "--items", "3", "--seed", "5")
    shown = site.chorus("ratings", "show", sheet)
    assert "0 of 3 items, by nobody yet" in shown.stdout
    answers = tmp_path / "ann.csv"
    answers.write_text(f"item,answer\n{sheet[:6]}-001,5\n{sheet[:6]}-002,\n")
    assert site.chorus("ratings", "import", sheet, answers, "--rater", "ann").exit_code == 0
    shown = site.chorus("ratings", "show", sheet)
    assert "Surely" in shown.stdout
    assert "needs a second rater" in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("sheet", "reports/none"), "NOT_FOUND"),
        (
            ("sheet", "REPORT", "--codebook", "beauty"),
            "there is no codebook 'beauty'; there are authenticity, harm, likeness",
        ),
        (("sheet", "REPORT", "--voice", "human"), "name two, not 1"),
        (("sheet", "REPORT", "--out", "sheet.pdf"), "end its name in .html or .csv"),
        (("show", "none"), "NOT_FOUND"),
        (("import", "none", __file__, "--rater", "ann"), "has no column answer"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(site: Site, arguments: tuple[str, ...], says: str) -> None:
    result = site.chorus("ratings", *(site.report if one == "REPORT" else one for one in arguments))
    assert result.exit_code in (1, 2)
    assert says in " ".join(result.stderr.split())
    assert "Traceback" not in result.output
