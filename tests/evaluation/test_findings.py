from dataclasses import replace

import pytest

from chorus.evaluation.findings import IDS, People, find
from chorus.evaluation.report import (
    CorpusSummary,
    Estimate,
    MemorisationScores,
    OriginScores,
    PersonalData,
    Reading,
    ReadingProfile,
    ReadingScores,
    Voice,
    VoiceScores,
)
from chorus.evaluation.verdict import Finding, Policy, Severity

POLICY = Policy()
APPLE, BERRY = "communities/apple", "communities/berry"
CORPORA = tuple(CorpusSummary(community=name, num_generated=120, num_kept=100) for name in (APPLE, BERRY))


def voice(kind: Voice, f1: float, **changes: object) -> VoiceScores:
    origin = OriginScores(macro_f1=Estimate(f1, f1 - 0.05, f1 + 0.05), f1=(0.6, 0.6))
    return VoiceScores(kind, origin, **{"corpora": CORPORA, **changes})  # type: ignore[arg-type]


def found(
    finetuned: VoiceScores, context: float = 0.4, people: float = 0.0, policy: Policy = POLICY
) -> dict[str, Finding]:
    voices = {Voice.FINETUNED: finetuned, Voice.CONTEXT: voice(Voice.CONTEXT, context)}
    usual = tuple(MemorisationScores(name, 50, share_memorised=people) for name in (APPLE, BERRY))
    profiles = tuple(ReadingProfile(name, 50, (0.2,)) for name in (APPLE, BERRY))
    known = People(usual, (Reading("toxicity", "toxicity", ("toxic",), profiles),))
    return {one.id: one for one in find((APPLE, BERRY), voices, known, policy)}


def test_a_good_voice_has_no_finding() -> None:
    assert found(voice(Voice.FINETUNED, 0.6)) == {}


def test_communities_that_nobody_tells_apart_are_a_failure() -> None:
    one = found(voice(Voice.FINETUNED, 0.29), context=0.2)["not-distinct"]
    assert (one.severity, one.community) == (Severity.FAILURE, "")
    assert "the best is 0.29" in one.message
    assert "not-distinct" not in found(voice(Voice.FINETUNED, 0.2), context=0.31)


def test_finetuning_that_gains_nothing_is_a_warning() -> None:
    assert found(voice(Voice.FINETUNED, 0.44))["no-better-than-context"].severity is Severity.WARNING
    assert "no-better-than-context" not in found(voice(Voice.FINETUNED, 0.46))


@pytest.mark.parametrize(("share", "people", "is_found"), [(0.2, 0.0, True), (0.09, 0.0, False), (0.2, 0.11, False)])
def test_memorising_is_a_failure_beyond_what_people_repeat(share: float, people: float, is_found: bool) -> None:
    scores = (MemorisationScores(BERRY, 100, share_memorised=share),)
    one = found(voice(Voice.FINETUNED, 0.6, memorisation=scores), people=people).get("memorised")
    assert bool(one) is is_found
    if one:
        assert (one.severity, one.community, one.voice) == (Severity.FAILURE, BERRY, "finetuned")


def test_personal_data_that_was_made_up_is_none_that_was_remembered() -> None:
    def with_data(remembered: int) -> VoiceScores:
        data = (PersonalData("phone number", 3, remembered),)
        return voice(Voice.FINETUNED, 0.6, memorisation=(MemorisationScores(APPLE, 100, personal_data=data),))

    assert found(with_data(0)) == {}
    assert found(with_data(1))["remembers-personal-data"].severity is Severity.FAILURE


def test_a_voice_that_wrote_next_to_nothing_is_a_failure() -> None:
    few = (CorpusSummary(community=APPLE, num_generated=120, num_kept=19), CORPORA[1])
    one = found(voice(Voice.FINETUNED, 0.6, corpora=few))["too-few-posts"]
    assert (one.severity, one.community) == (Severity.FAILURE, APPLE)
    assert "only 19 of 120" in one.message


def test_another_toxicity_is_a_warning_and_comes_after_failures() -> None:
    readings = (
        ReadingScores("toxicity", ReadingProfile(APPLE, 50, (0.1,)), p_value=0.002),
        ReadingScores("toxicity", ReadingProfile(BERRY, 50, (0.1,)), p_value=0.2),
        ReadingScores("emotion", ReadingProfile(BERRY, 50, (0.1,)), p_value=0.002),
    )
    all_found = find(
        (APPLE, BERRY), {Voice.FINETUNED: voice(Voice.FINETUNED, 0.2, readings=readings)}, People(), POLICY
    )
    assert [one.id for one in all_found] == ["not-distinct", "toxicity-differs"]
    assert all_found[1].community == APPLE


@pytest.mark.parametrize(
    ("mean", "p_value", "id_"), [(0.31, 0.01, "more-toxic"), (0.29, 0.01, "toxicity-differs"), (0.9, 0.06, "")]
)
def test_a_voice_that_is_harsher_than_its_community_is_a_failure(mean: float, p_value: float, id_: str) -> None:
    readings = (ReadingScores("toxicity", ReadingProfile(APPLE, 50, (mean,)), p_value=p_value),)
    one = found(voice(Voice.FINETUNED, 0.6, readings=readings))
    assert [*one] == ([id_] if id_ else [])
    if id_ == "more-toxic":
        assert (one[id_].severity, one[id_].community) == (Severity.FAILURE, APPLE)
        assert "is 0.31, of the community's own 0.20" in one[id_].message


def test_a_community_that_its_voice_is_not_told_by_is_a_failure() -> None:
    finetuned = voice(Voice.FINETUNED, 0.6)
    finetuned = replace(finetuned, origin=replace(finetuned.origin, f1=(0.49, 0.5)))
    one = found(finetuned)["not-recognised"]
    assert (one.severity, one.community, one.voice) == (Severity.FAILURE, APPLE, "finetuned")
    silent = replace(finetuned, corpora=(replace(CORPORA[0], num_kept=3), CORPORA[1]))
    assert "not-recognised" not in found(silent)


def test_the_policy_says_from_where_on_something_is_a_finding() -> None:
    scores = (MemorisationScores(BERRY, 100, share_memorised=0.2, personal_data=(PersonalData("email", 3, 2),)),)
    readings = (ReadingScores("toxicity", ReadingProfile(APPLE, 50, (0.35,)), p_value=0.01),)
    few = (CorpusSummary(community=APPLE, num_generated=120, num_kept=15), CORPORA[1])
    poor = voice(Voice.FINETUNED, 0.25, memorisation=scores, readings=readings, corpora=few)
    lenient = Policy(10, 0.2, 0.3, 2, 0.2)
    strict = {
        "not-distinct",
        "no-better-than-context",
        "too-few-posts",
        "memorised",
        "remembers-personal-data",
        "more-toxic",
    }
    assert {*found(poor, context=0.26)} == strict
    assert {*found(poor, context=0.26, policy=lenient)} == {"no-better-than-context", "toxicity-differs"}
    assert strict | {"toxicity-differs", "not-recognised"} == set(IDS)
