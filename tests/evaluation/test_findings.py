import pytest

from chorus.evaluation.findings import find
from chorus.evaluation.report import (
    CorpusSummary,
    Estimate,
    Finding,
    MemorisationScores,
    OriginScores,
    PersonalData,
    ReadingProfile,
    ReadingScores,
    Severity,
    Voice,
    VoiceScores,
)

APPLE, BERRY = "communities/apple", "communities/berry"
CORPORA = tuple(CorpusSummary(community=name, num_generated=120, num_kept=100) for name in (APPLE, BERRY))


def voice(kind: Voice, f1: float, **changes: object) -> VoiceScores:
    origin = OriginScores(macro_f1=Estimate(f1, f1 - 0.05, f1 + 0.05))
    return VoiceScores(kind, origin, **{"corpora": CORPORA, **changes})  # type: ignore[arg-type]


def found(finetuned: VoiceScores, context: float = 0.4, people: float = 0.0) -> dict[str, Finding]:
    voices = {Voice.FINETUNED: finetuned, Voice.CONTEXT: voice(Voice.CONTEXT, context)}
    usual = {name: MemorisationScores(name, 50, share_memorised=people) for name in (APPLE, BERRY)}
    return {one.id: one for one in find(voices, usual)}


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
        ReadingScores("toxicity", ReadingProfile(APPLE), p_value=0.002),
        ReadingScores("toxicity", ReadingProfile(BERRY), p_value=0.2),
        ReadingScores("emotion", ReadingProfile(BERRY), p_value=0.002),
    )
    all_found = find({Voice.FINETUNED: voice(Voice.FINETUNED, 0.2, readings=readings)}, {})
    assert [one.id for one in all_found] == ["not-distinct", "toxicity-differs"]
    assert all_found[1].community == APPLE
