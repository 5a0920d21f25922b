"""Which revisions are fit to speak, and what becomes of a policy that is none."""

from dataclasses import replace
from pathlib import Path

import pytest

from chorus.errors import InvalidArgument
from chorus.evaluation.findings import IDS
from chorus.evaluation.gate import give_verdicts, read_policy
from chorus.evaluation.report import CorpusSummary, Voice, VoiceScores
from chorus.evaluation.verdict import Finding, Policy, Severity

APPLE, BERRY = "communities/apple", "communities/berry"
CORPORA = tuple(
    CorpusSummary(community=name, num_generated=20, revision=f"revisions/{name[12:]}.1") for name in (APPLE, BERRY)
)
VOICES = (VoiceScores(Voice.FINETUNED, corpora=CORPORA), VoiceScores(Voice.BASE, corpora=(CorpusSummary(BERRY),)))


def finding(id_: str, voice: str = "", community: str = "") -> Finding:
    return Finding(id_, Severity.FAILURE, voice, community, "it was measured", "do something")


@pytest.mark.parametrize(
    ("one", "fit"),
    [
        (finding("memorised", "finetuned", APPLE), (False, True)),
        (finding("not-distinct"), (False, False)),
        (finding("too-few-posts", "context", APPLE), (True, True)),
        (finding("toxicity-differs", "finetuned", APPLE), (True, True)),
    ],
)
def test_what_is_found_of_a_revision_or_of_all_keeps_it_out(one: Finding, fit: tuple[bool, bool]) -> None:
    verdicts = give_verdicts((APPLE, BERRY), VOICES, [one], Policy())
    assert tuple(verdict.passed for verdict in verdicts) == fit
    assert [verdict.revision for verdict in verdicts] == ["revisions/apple.1", "revisions/berry.1"]
    for verdict in verdicts:
        assert verdict.reasons == (() if verdict.passed else (f"{one.id}: it was measured",))


def test_the_policy_says_which_findings_keep_out() -> None:
    policy = Policy(blocking=("toxicity-differs",))
    found = [finding("memorised", "finetuned", APPLE), finding("toxicity-differs", "finetuned", BERRY)]
    assert [one.passed for one in give_verdicts((APPLE, BERRY), VOICES, found, policy)] == [True, False]


def test_without_adapters_there_is_no_verdict() -> None:
    assert give_verdicts((APPLE, BERRY), VOICES[1:], [finding("not-distinct")], Policy()) == ()


def test_who_was_asked_for_too_few_posts_is_neither_fit_nor_unfit() -> None:
    one, other = CORPORA
    voices = (VoiceScores(Voice.FINETUNED, corpora=(replace(one, num_generated=19), other)),)
    found = [finding("too-few-posts", "finetuned", APPLE)]
    assert [verdict.community for verdict in give_verdicts((APPLE, BERRY), voices, found, Policy())] == [BERRY]


def test_every_default_is_a_finding_there_is() -> None:
    assert set(Policy().blocking) < set(IDS)


def test_a_policy_file_changes_what_it_names(tmp_path: Path) -> None:
    assert read_policy(None) == Policy()
    path = tmp_path / "policy.yaml"
    path.write_text("max_memorised: 0.05\nblocking: [memorised, toxicity-differs]\n")
    assert read_policy(path) == Policy(max_memorised=0.05, blocking=("memorised", "toxicity-differs"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"max_memorized: 0.05", "has max_memorized; it may have min_posts"),
        (b"- memorised", "no list of names and values"),
        (b"", "no list of names and values"),
        (b"max_memorised: much", "does not make sense"),
        (b"max_memorised: 1.5", "max_memorised outside of 0 to 1"),
        (b"min_origin_f1: .nan", "min_origin_f1 outside of 0 to 1"),
        (b"max_personal_data: -1", "below 0"),
        (b"blocking: [memorized]", "blocks by memorized; there are not-distinct"),
        (b"a: [", "no YAML"),
        (b"\xff\xfe\x00", "no YAML"),
    ],
)
def test_a_file_that_is_no_policy_is_refused(tmp_path: Path, text: bytes, message: str) -> None:
    path = tmp_path / "policy.yaml"
    path.write_bytes(text)
    with pytest.raises(InvalidArgument, match=message):
        read_policy(path)


def test_a_policy_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidArgument, match="cannot be read: No such file"):
        read_policy(tmp_path / "policy.yaml")
