"""Screening, comparing, tokens, the audit log and marks as people use them: real commands, a real gateway, synthetic personas."""

import asyncio
import json
import re
import threading
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.gateway.conftest import SyntheticVoices
from typer.testing import CliRunner, Result

from chorus.cli.compare import read_criterion
from chorus.cli.main import app
from chorus.errors import InvalidArgument, Unavailable
from chorus.gateway.client import CriterionValue
from chorus.gateway.library import bundled
from chorus.gateway.tokens import Tokens
from chorus.serving.client import BASE
from chorus.storage.records import Records
from gateway_stack import started

HIGH = {"5": (0, 0, 0, 0, 1), "6": (0, 0, 0, 0, 1), "7": (0, 0, 0, 0, 0, 0, 1), "8": (0, 0, 0, 1), "9": (0, 0, 0, 0, 1)}
LOW = {item: tuple(reversed(row)) for item, row in HIGH.items()}
PERSONAS = ("personas/high", "personas/low", "personas/mild", "personas/torn")


@dataclass(frozen=True)
class Site:
    address: str
    home: Path
    voices: Any

    def chorus(self, *arguments: str) -> Result:
        """Run a command against this gateway."""
        return invoke(*arguments, "--gateway", self.address)


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), terminal_width=200)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("screen-site")
    attitudes = {"personas/high": HIGH, "personas/low": LOW, "personas/mild": {}, "personas/torn": {}, BASE: {}}
    voices = SyntheticVoices(bundled().get("instruments/swed"), attitudes)
    ready, ends = threading.Event(), threading.Event()
    found: list[Site] = []

    async def main() -> None:
        async with AsyncExitStack() as stack:
            gateway = await started(stack, voices, home, all_there=True)
            found.append(Site(f"127.0.0.1:{gateway.server.port}", home, voices))
            ready.set()
            await asyncio.to_thread(ends.wait)

    # Commands want the main thread for their signals, so the gateway has another.
    thread = threading.Thread(target=lambda: asyncio.run(main()))
    thread.start()
    assert ready.wait(60)
    yield found[0]
    ends.set()
    thread.join(60)


def screened(site: Site, *arguments: str) -> str:
    result = site.chorus("screen", *PERSONAS, "wcs", "--mode", "both", *arguments)
    assert result.exit_code == 0, result.output
    return re.findall(r"screenings/\S+(?=;)", result.output)[-1]


def test_a_screening_streams_its_items_and_ends_with_scores(site: Site) -> None:
    result = site.chorus("screen", *PERSONAS, "wcs")
    assert result.exit_code == 0, result.output
    assert "personas/high  5 How often do you worry" in result.output
    assert "Always (probability 1.00); sampled 0/0/0/0/50" in result.output
    assert re.search(r"high +Weight Concerns.* +scored +100\.0 +100\.0 to 100\.0 +100%", result.output)
    assert "How far scored and sampled answers agree" in result.output
    assert "This is not a diagnosis" in result.output
    assert "NOT INTERPRETABLE" not in result.output


def test_what_the_base_model_cannot_answer_is_said_before_the_scores(site: Site) -> None:
    site.voices.knowing = False
    try:
        result = site.chorus("screen", "personas/high", "wcs", "--mode", "scored", "--options-as", "letters")
    finally:
        site.voices.knowing = True
    assert result.exit_code == 0
    assert result.output.index("NOT INTERPRETABLE") < result.output.index("at risk")


def test_several_instruments_are_given_and_each_is_json_on_a_line(site: Site) -> None:
    result = site.chorus("screen", "personas/low", "wcs", "swed", "--samples", "3", "--json")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["instrument"] for line in lines] == ["instruments/wcs", "instruments/swed"]
    assert lines[0]["protocol"]["num_samples"] == 3


def test_a_preview_starts_nothing_and_knows_what_was_kept(site: Site) -> None:
    before = site.chorus("screen", "personas/torn", "wcs", "--seed", "77", "--preview")
    assert "10 items" in before.output
    assert "62 prompts to read, 500 free answers to draw" in before.output
    assert re.search(r"about \d+ s at most", before.output)
    site.chorus("screen", "personas/torn", "wcs", "--seed", "77")
    after = site.chorus("screen", "personas/torn", "wcs", "--seed", "77", "--preview")
    assert "10 items, 10 of them answered before and kept" in after.output
    assert "nothing is left to ask" in after.output


def test_screenings_are_compared_with_bars_tests_and_a_criterion(site: Site, tmp_path: Path) -> None:
    name = screened(site)
    risk = tmp_path / "risk.csv"
    risk.write_text("persona,value\nhigh,9\npersonas/low,1\nmild,4\ntorn,5\n")
    page = tmp_path / "pages" / "comparison.html"
    result = site.chorus("compare", name, "--criterion", str(risk), "--out", str(page))
    assert result.exit_code == 0, result.output
    assert re.search(r"high +100\.0 +█{24} +1 +1 to 1 +100%", result.output)
    assert re.search(r"high − base +\+\d", result.output)
    assert "with the criterion, over 4 personas: Spearman" in result.output
    assert "clear at a false discovery rate of 0.05" in result.output
    assert f"Next: open {page}" in result.output
    assert page.read_text().count("<svg") == 2
    told = json.loads(site.chorus("compare", name, "--json").stdout)
    assert (told["num_tests"], told["interpretable"]) == (10, True)


def test_what_a_framing_does_is_compared(site: Site) -> None:
    plain, framed = screened(site), screened(site, "--framing", "desirable")
    result = site.chorus("compare", framed, "--against", plain)
    assert result.exit_code == 0, result.output
    assert re.search(r"shift +95% +Hedges' g +p +q", result.output)
    assert re.search(r"\n *high +[+-]0\.0", result.output)
    assert "framing desirable here, neutral there" in result.output
    refused = site.chorus("compare", plain, "--against", plain)
    assert (refused.exit_code, "against is for another protocol" in " ".join(refused.output.split())) == (1, True)


def test_only_where_nobody_answers_is_chorus_asked_for(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    async def starting() -> None:
        raise Unavailable("the engine is starting")

    monkeypatch.setattr(site.voices, "list_personas", starting)
    result = site.chorus("personas")
    assert (result.exit_code, result.stderr) == (1, "UNAVAILABLE: the engine is starting\n")
    result = invoke("personas", "--gateway", "127.0.0.1:1")
    assert result.exit_code == 1
    assert "UNREACHABLE" in result.stderr
    assert "chorus up" in result.stderr


def test_a_page_of_a_comparison_needs_no_engine(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away() -> None:
        raise Unavailable("the engine is away")

    name, page = screened(site), tmp_path / "comparison.html"
    monkeypatch.setattr(site.voices, "list_personas", away)
    assert site.chorus("personas").exit_code == 1
    result = site.chorus("compare", name, "--out", str(page))
    assert (result.exit_code, page.exists()) == (0, True), result.output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("screen", "wcs"), "name at least one persona"),
        (("screen", "personas/high"), "one instrument"),
        (("screen", "personas/nobody", "wcs"), "NOT_FOUND: there is no persona named personas/nobody"),
        (("screen", "personas/high", "tea"), "NOT_FOUND: there is no instruments/tea; there are"),
        (("compare", "screenings/none"), "NOT_FOUND"),
        (("compare", "nonsense"), "INVALID_NAME"),
        (("compare", "screenings/none", "--out", "/proc/no/page.html"), "NOT_FOUND"),
        (("mark", "personas/nobody", "--sensitive"), "NOT_FOUND"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(site: Site, arguments: tuple[str, ...], says: str) -> None:
    result = site.chorus(*arguments)
    assert result.exit_code in (1, 2)
    assert says in " ".join(result.output.split())
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", ":1: needs the columns"),
        ("name,value\na,1\n", ":1: needs the columns"),
        ("persona,value\na,1\nb,much\n", ":3: 'much' is no number"),
        ("persona,value\na,nan\n", ":2: 'nan' is no number"),
        ("persona,value\na\n", ":2: '' is no number"),
        ('persona,value\n"a,1\n', "not a CSV"),
    ],
)
def test_a_criterion_that_is_none_is_refused_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "risk.csv"
    path.write_text(text)
    with pytest.raises(InvalidArgument) as refused:
        read_criterion(path)
    assert problem in refused.value.message


def test_a_criterion_names_personas_or_communities(tmp_path: Path) -> None:
    path = tmp_path / "risk.csv"
    path.write_text("\ufeffvalue,community,note\n0.5,communities/tea,x\n1e1,keto,\n", encoding="utf-8")
    assert read_criterion(path) == (CriterionValue("personas/tea", 0.5), CriterionValue("personas/keto", 10.0))
    path.write_bytes(b"persona,value\n\xff,1\n")
    with pytest.raises(InvalidArgument, match="not a CSV"):
        read_criterion(path)


def test_a_sensitive_persona_is_marked_shown_and_asked_with_a_purpose(site: Site) -> None:
    marked = site.chorus("mark", "personas/mild", "--sensitive")
    assert marked.output.split() == ["personas/mild"]
    assert re.search(r"personas/mild .*sensitive", site.chorus("personas").output)
    refused = site.chorus("ask", "personas/mild", "How often do you feel fat, whatever you weigh?")
    assert (refused.exit_code, "PURPOSE_REQUIRED" in refused.output) == (1, True)
    asked = site.chorus("ask", "personas/mild", "Are you there?", "--purpose", "peer support", "--json")
    assert asked.exit_code == 0
    assert "nothing is marked" in site.chorus("mark", "personas/mild", "--not-sensitive").output
    listed = invoke("audit", "list", "--home", str(site.home), "-n", "3")
    assert "AskPersona  OK  personas/mild  for: peer support" in listed.output
    assert "MarkPersona  OK" in listed.output


def test_the_audit_log_is_verified_and_its_end_is_noted(site: Site) -> None:
    site.chorus("ask", BASE, "Are you there?", "--json")
    verified = invoke("audit", "verify", "--home", str(site.home))
    assert (verified.exit_code, "entries are whole" in verified.output) == (0, True)
    head = re.findall(r"[0-9a-f]{64}", verified.output)[0]
    site.chorus("ask", BASE, "Are you there?", "--json")
    assert invoke("audit", "verify", "--home", str(site.home), "--expect", head).exit_code == 0
    missing = invoke("audit", "verify", "--home", str(site.home), "--expect", "0" * 63 + "1")
    assert (missing.exit_code, "DATA_LOSS" in missing.output) == (1, True)
    entry = json.loads(invoke("audit", "list", "--home", str(site.home), "-n", "1", "--json").stdout)
    assert entry["entry"]["personas"] == [BASE]


def test_tokens_are_made_shown_once_listed_and_revoked(tmp_path: Path) -> None:
    home = ("--home", str(tmp_path))
    made = invoke("tokens", "create", "Ada [b]", "--role", "researcher", "--expires-days", "7", *home)
    assert made.exit_code == 0
    text = made.stdout.splitlines()[0]
    id_ = text.split("_")[1]
    listed = invoke("tokens", "list", *home).output
    assert re.search(rf"{id_} +Ada \[b\] +researcher .* good", listed)
    assert text.split("_", 2)[2] not in listed
    assert invoke("tokens", "revoke", id_, *home).exit_code == 0
    (kept,) = json.loads(invoke("tokens", "list", "--json", *home).stdout)
    assert (kept["state"], kept["role"]) == ("revoked", "researcher")
    assert "secret_digest" not in kept
    assert invoke("tokens", "revoke", "000000000000", *home).exit_code == 1
    assert invoke("tokens", "create", "", *home).exit_code == 2


async def test_a_token_can_be_made_for_ever(tmp_path: Path) -> None:
    records = Records(f"sqlite:///{tmp_path}/gateway.sqlite")
    made = await Tokens(records).create("Robot", "operator", 0)  # type: ignore[arg-type]
    assert made.token.expire_time is None
    assert made.text not in repr(made)
    with pytest.raises(InvalidArgument):
        await Tokens(records).create("a\nb", "operator", 0)  # type: ignore[arg-type]
    records.close()
