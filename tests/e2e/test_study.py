"""One study, end to end: real Ray Train, real vLLM in Ray Serve, five processes."""

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.e2e.conftest import SMALL, Site

from chorus.client import Client
from chorus.errors import EmptyPrompt, InvalidName, NotFound, PromptTooLong
from chorus.types.sampling import Sampling

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1800)]

BUF = Path(sys.executable).with_name("buf")


def test_every_line_of_the_posts_is_accounted_for(site: Site) -> None:
    summary = site.study["dataset"]["summary"]
    parts = ("num_posts", "num_reposts", "num_duplicates", "num_malformed", "num_blank")
    assert summary["num_lines"] == sum(summary[part] for part in parts)
    assert (summary["num_duplicates"], summary["num_malformed"]) == (SMALL.duplicates, SMALL.malformed)


def test_every_community_has_an_adapter_of_its_own(site: Site) -> None:
    communities = [community["name"] for community in site.study["communities"]]
    revisions = site.study["revisions"]
    assert len(communities) == 4
    assert [revision["community"] for revision in revisions] == communities
    assert len({revision["weights_digest"] for revision in revisions}) == 4
    for revision in revisions:
        assert revision["name"].endswith("." + revision["weights_digest"])
        assert revision["state"] == "REVISION_STATE_ACTIVE"


def test_every_answer_carries_the_receipt_of_its_own_adapter(site: Site) -> None:
    revisions = {revision["community"]: revision["name"] for revision in site.study["revisions"]}
    finetuned = [p for p in site.study["personas"] if p["kind"] == "PERSONA_KIND_FINETUNED"]
    answers = {answer["persona"]: answer for answer in site.study["answers"]}
    assert len(finetuned) == 4
    for persona in finetuned:
        receipt = answers[persona["name"]]["receipt"]
        assert receipt["revision"] == revisions[persona["community"]]
        assert receipt["base_model_digest"] == site.study["base_model"]["digest"]
        assert re.fullmatch("[0-9a-f]{64}", receipt["prompt_digest"])
    assert answers["personas/base"]["receipt"]["revision"] == ""
    assert len({answers[persona["name"]]["text"] for persona in finetuned}) == 4


def test_fidelity_compares_finetuned_context_and_base(site: Site) -> None:
    fidelity = site.study["fidelity"]
    assert [voice["voice"] for voice in fidelity["voices"]] == ["finetuned", "context", "base"]
    for voice in fidelity["voices"]:
        assert 0 <= voice["origin"]["macro_f1"]["value"] <= 1
    assert fidelity["human"]["macro_f1"]["value"] > 0.5


def test_every_persona_and_the_control_are_screened(site: Site) -> None:
    screened = [persona["persona"] for persona in site.study["screening"]["personas"]]
    assert screened[-1] == "personas/base"
    assert set(screened) == {persona["name"] for persona in site.study["personas"]}
    for persona in site.study["screening"]["personas"]:
        scored = [scale for scale in persona["scales"] if scale["mode"] == "ANSWER_MODE_SCORED"]
        assert all(scale["low"] <= scale["value"] <= scale["high"] for scale in scored)
        assert scored
    assert any("diagnosis" in note for note in site.study["screening"]["notes"])


def test_the_report_shows_it_all(site: Site) -> None:
    for community in site.study["communities"]:
        assert community["display_name"] in site.report
    assert site.study["base_model"]["limits"].split(".")[0] in site.report
    assert not re.search(r"""(src|href)=["']https?:""", site.report)


def test_a_study_that_was_done_is_not_done_again(site: Site, tmp_path: Path) -> None:
    result = site.study_again(site.posts, tmp_path, "--json")
    assert result.returncode == 0, result.stderr
    again = json.loads(result.stdout)
    for part in ("dataset", "partition", "base_model", "revisions", "fidelity", "screening"):
        assert again[part] == site.study[part]


def test_the_same_question_has_the_same_answer(site: Site, client: Client) -> None:
    persona = site.study["personas"][1]["name"]
    sampling = Sampling(n=2, seed=7, max_tokens=16)
    first = client.ask(persona, "Write a post about bread.", sampling)
    second = client.ask(persona, "Write a post about bread.", sampling)
    assert [answer.token_ids for answer in first.answers] == [answer.token_ids for answer in second.answers]
    assert first.receipt == second.receipt


def test_wrong_questions_are_refused_with_a_reason(client: Client) -> None:
    with pytest.raises(NotFound):
        client.ask("personas/nobody", "hello")
    with pytest.raises(InvalidName):
        client.ask("../etc/passwd", "hello")
    with pytest.raises(EmptyPrompt):
        client.ask("personas/base", "  \n")
    with pytest.raises(PromptTooLong):
        client.ask("personas/base", "word " * 5000)


def test_a_generic_client_asks_through_reflection(site: Site) -> None:
    def curl(method: str, data: str) -> dict[str, object]:
        url = f"http://{site.gateway}/chorus.gateway.v1.GatewayService/{method}"
        command = [str(BUF), "curl", "--protocol", "grpc", "--http2-prior-knowledge", "--data", data, url]
        result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
        answer: dict[str, object] = json.loads(result.stdout)
        return answer

    personas = curl("ListPersonas", "{}")["personas"]
    assert isinstance(personas, list)
    assert {persona["name"] for persona in personas} >= {p["name"] for p in site.study["personas"]}
    question = {"persona": "personas/base", "prompt": "Write a post about tea.", "sampling": {"maxTokens": 8}}
    receipt = curl("AskPersona", json.dumps(question))["receipt"]
    assert isinstance(receipt, dict)
    assert receipt["baseModelDigest"] == site.study["base_model"]["digest"]


def test_the_command_line_asks_and_screens(site: Site) -> None:
    persona = site.study["personas"][1]["name"]
    asked = site.chorus("ask", persona, "Write a post about bread.", "--json")
    assert json.loads(asked.stdout)["receipt"]["revision"] in {r["name"] for r in site.study["revisions"]}
    screened = site.chorus("screen", persona, "wcs", "--samples", "4")
    assert screened.returncode == 0, screened.stderr
    assert "personas/base" in screened.stdout
    unknown = site.chorus("screen", persona, "no-such-instrument")
    assert unknown.returncode == 1
    assert "NOT_FOUND" in unknown.stderr
    assert "Traceback" not in unknown.stderr


def test_the_command_line_pins_and_unpins(site: Site) -> None:
    persona = site.study["personas"][1]["name"]
    pinned = site.chorus("pin", persona, "--json")
    assert json.loads(pinned.stdout) == [persona], pinned.stderr
    assert site.chorus("unpin", persona).stdout.strip() == "nothing is pinned"
    refused = site.chorus("pin", "personas/base")
    assert refused.returncode == 2
    assert "INVALID_ARGUMENT" in refused.stderr


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"id": "1", "author": "a", "text": "alone"}\n', "NO_TIES"),
        (b"not json\n" * 5, "UNREADABLE_FILE"),
        (b"\n\n", "EMPTY_FILE"),
    ],
)
def test_posts_that_cannot_make_a_study_say_why(site: Site, tmp_path: Path, content: bytes, reason: str) -> None:
    posts = tmp_path / "posts.jsonl"
    posts.write_bytes(content)
    result = site.study_again(posts, tmp_path / "out")
    assert result.returncode != 0
    assert reason in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "out").exists()


def test_raw_author_names_are_in_no_log_and_no_result(site: Site) -> None:
    with gzip.open(site.posts, "rt", encoding="utf-8") as file:
        names = set(re.findall(r'"screen_name": ?"([A-Za-z]+[0-9]{3})"', file.read()))
    assert len(names) > 300
    written = "".join(path.read_text(errors="replace") for path in (site.home / "logs").iterdir())
    written += json.dumps(site.study) + site.report
    assert [name for name in names if name in written] == []
