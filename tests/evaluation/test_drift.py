"""Evaluations of the same communities over time, held against each other."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chorus.errors import InvalidArgument
from chorus.evaluation.drift import Point
from chorus.evaluation.drifting import check_reports, compare
from chorus.evaluation.report import (
    CorpusSummary,
    Estimate,
    EvaluationConfig,
    FidelityReport,
    MemorisationScores,
    OriginScores,
    Reading,
    ReadingProfile,
    ReadingScores,
    SemanticScores,
    VoiceScores,
)

APPLE, BERRY = "communities/apple", "communities/berry"
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def report(number: int, f1: float, repeated: float = 0.0, **changes: object) -> FidelityReport:
    """The evaluation of one hour: finetuned voices with an F1, of which one repeats a share of what it learned."""
    origin = OriginScores(Estimate(f1, f1 - 0.05, f1 + 0.05), 0.9, (f1 + 0.1, f1 - 0.1), num_posts=200)
    finetuned = VoiceScores(
        "finetuned",
        origin,
        semantics=(SemanticScores(APPLE, Estimate(0.3, 0.2, 0.4), Estimate(0.1)),),
        corpora=tuple(CorpusSummary(name, revision=f"revisions/{name[12:]}.{number}") for name in (APPLE, BERRY)),
        memorisation=(MemorisationScores(BERRY, 100, share_memorised=repeated),),
        readings=(ReadingScores("toxicity", ReadingProfile(APPLE, 100, (0.2,)), similarity=0.8),),
    )
    human = OriginScores(Estimate(0.8, 0.7, 0.9), None, (0.8, 0.8), num_posts=100)
    people = (Reading("toxicity", "toxicity", ("toxic",), (ReadingProfile(APPLE, 90, (0.1,)),)),)
    one = FidelityReport(
        f"reports/{number}",
        (APPLE, BERRY),
        human=human,
        voices=(finetuned,),
        readings=people,
        create_time=NOON + timedelta(hours=number),
    )
    return replace(one, **changes)  # type: ignore[arg-type]


def test_reports_are_put_in_order_of_time_measure_by_measure() -> None:
    drift = compare([report(2, 0.7), report(1, 0.5)])
    assert [moment.report for moment in drift.moments] == ["reports/1", "reports/2"]
    assert drift.moments[0].revisions == ("revisions/apple.1", "revisions/berry.1")
    found = {(one.measure, one.voice, one.community): one for one in drift.series}
    assert [point.estimate.value for point in found["origin-f1", "finetuned", ""].points if point.estimate] == [
        0.5,
        0.7,
    ]
    assert found["origin-f1", "", BERRY].points[0].estimate == Estimate(0.8, 0.8, 0.8)
    assert found["origin-f1", "finetuned", BERRY].points[1].estimate == Estimate(0.7 - 0.1, 0.7 - 0.1, 0.7 - 0.1)
    distance = found["distance", "finetuned", APPLE].points[0].estimate
    assert distance is not None
    assert (distance.value, distance.low, distance.high) == pytest.approx((3, 2, 4))
    assert found["toxicity", "", APPLE].points[0].estimate == Estimate(0.1, 0.1, 0.1)
    assert found["toxicity-likeness", "finetuned", APPLE].points[0].estimate == Estimate(0.8, 0.8, 0.8)
    assert ("origin-f1-in-tens", "", "") not in found


def test_a_change_is_one_that_the_intervals_do_not_share() -> None:
    def changed(*f1: float) -> bool:
        drift = compare([report(number, value) for number, value in enumerate(f1)])
        return next(
            one.changed
            for one in drift.series
            if (one.measure, one.voice, one.community) == ("origin-f1", "finetuned", "")
        )

    assert changed(0.5, 0.7)
    assert changed(0.7, 0.5)
    assert not changed(0.5, 0.58)
    assert not changed(0.5, 0.9, 0.52)
    far = replace(report(2, 0.5).voices[0], semantics=(SemanticScores(APPLE, Estimate(0.9, 0.8, 1.0), Estimate(0.1)),))
    assert [one.measure for one in compare([report(1, 0.5), report(2, 0.5, voices=(far,))]).series if one.changed] == [
        "distance"
    ]
    larger = report(2, 0.5, voices=(far,), config=EvaluationConfig(posts_per_persona=1000))
    assert not any(one.changed for one in compare([report(1, 0.5), larger]).series)
    by_community = [one.changed for one in compare([report(1, 0.5), report(2, 0.7)]).series if one.community]
    assert not any(by_community), "a figure without an interval tells no change from chance"
    repeated = compare([report(1, 0.5, 0.0), report(2, 0.5, 0.3)])
    assert [one.measure for one in repeated.series if one.changed] == ["memorised"]
    assert not any(one.changed for one in compare([report(1, 0.5), report(2, 0.5)]).series)


def test_what_was_not_measured_once_is_a_gap() -> None:
    drift = compare([report(1, 0.5), report(2, 0.5, voices=()), report(3, 0.5)])
    points = next(one.points for one in drift.series if one.voice == "finetuned")
    assert points[1] == Point()
    assert points[0] != Point() != points[2]
    assert drift.moments[1].revisions == ()


def test_what_was_not_measured_alike_is_said() -> None:
    config = EvaluationConfig(posts_per_persona=1000, topics=("rest",))
    notes = " ".join(compare([report(1, 0.5), report(2, 0.5, config=config, base_model_digest="other")]).notes)
    assert "Not measured alike: posts_per_persona (120, 1000)." in notes
    assert "Not measured alike: topics." in notes
    assert "The base models differ." in notes
    assert "alike" not in " ".join(compare([report(1, 0.5), report(2, 0.6)]).notes)


def test_the_order_of_communities_does_not_matter_but_which_they_are() -> None:
    turned = report(2, 0.5, communities=(BERRY, APPLE))
    drift = compare([report(1, 0.5), turned])
    points = next(
        one.points
        for one in drift.series
        if (one.measure, one.voice, one.community) == ("origin-f1", "finetuned", APPLE)
    )
    assert [point.estimate.value for point in points if point.estimate] == pytest.approx([0.6, 0.4])
    with pytest.raises(InvalidArgument, match="reports/1 and reports/2 are of different communities"):
        compare([report(1, 0.5), report(2, 0.5, communities=(APPLE, "communities/cedar"))])


@pytest.mark.parametrize("names", [[], ["a"], ["a", "a"], ["a", "b", "a"], [str(number) for number in range(51)]])
def test_two_reports_or_more_are_compared_each_once(names: list[str]) -> None:
    with pytest.raises(InvalidArgument, match="name 2 to 50, each once"):
        check_reports(names)
