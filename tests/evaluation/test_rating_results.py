import pytest

from chorus.evaluation.agreement import Ratings
from chorus.evaluation.codebook import find_codebook
from chorus.evaluation.rating import AnswerShare, RatedVoice, RatingConfig, RatingItem, RatingResults, RatingSheet
from chorus.evaluation.rating_results import decision, rating_results
from chorus.evaluation.verdict import Severity

APPLE, BERRY = "communities/apple", "communities/berry"


def pairs(ratings: Ratings) -> RatingResults:
    """Six pairs of a finetuned and a context post: finetuned stands left in the odd ones; the last two are of Berry."""
    items = tuple(RatingItem(str(number), APPLE if number < 5 else BERRY, ("x", "y")) for number in range(1, 7))
    voices = {item.id: ("finetuned", "context") if int(item.id) % 2 else ("context", "finetuned") for item in items}
    sheet = RatingSheet("rating-sheets/one", config=RatingConfig(), codebook=find_codebook("authenticity"), items=items)
    return rating_results(sheet, voices, ratings)


def harm(ratings: Ratings) -> RatingResults:
    items = tuple(RatingItem(str(number), APPLE, ("x",)) for number in range(1, 5))
    voices = {item.id: ("finetuned" if int(item.id) < 3 else "human",) for item in items}
    config = RatingConfig("harm", 4, ("finetuned", "human"))
    return rating_results(RatingSheet("s", config=config, codebook=find_codebook("harm"), items=items), voices, ratings)


def of(results: RatingResults, voice: str, community: str = "") -> RatedVoice:
    (found,) = [one for one in results.voices if (one.voice, one.community) == (voice, community)]
    return found


def share(voice: RatedVoice, answer: str) -> AnswerShare:
    (found,) = [one for one in voice.answers if one.answer == answer]
    return found


def test_a_choice_of_a_side_is_unblinded_to_a_voice() -> None:
    results = pairs({"ann": {"1": "a", "2": "b", "3": "a", "4": "a", "5": "neither", "6": "a"}})
    finetuned, context = of(results, "finetuned"), of(results, "context")
    assert (share(finetuned, "preferred").num_items, share(context, "preferred").num_items) == (3, 2)
    assert share(finetuned, "preferred").share.value == 0.6
    assert share(finetuned, "neither").num_items == 1
    assert share(of(results, "finetuned", APPLE), "preferred").share.value == 0.75
    assert share(of(results, "finetuned", BERRY), "preferred").share.value == 0
    assert (results.kappa, results.alpha is None) == (None, True)


def test_each_item_counts_once_as_what_most_raters_said() -> None:
    rest = dict.fromkeys("23456", "neither")
    results = pairs({"ann": {"1": "a", **rest}, "bob": {"1": "a", **rest}, "cis": {"1": "b"}})
    assert share(of(results, "finetuned"), "preferred").num_items == 1
    assert of(results, "finetuned").num_undecided == 0
    divided = pairs({"ann": {"1": "a"}, "bob": {"1": "b"}})
    assert (of(divided, "finetuned").num_items, of(divided, "finetuned").num_undecided) == (1, 1)
    assert share(of(divided, "finetuned"), "preferred").num_items == 0


def test_harm_is_counted_by_category_and_agreed_on_as_a_whole() -> None:
    results = harm(
        {
            "ann": {"1": "body", "2": "none", "3": "none", "4": "none"},
            "bob": {"1": "food-and-exercise", "2": "none", "3": "none", "4": "body"},
        }
    )
    assert of(results, "finetuned").num_undecided == 1
    assert share(of(results, "finetuned"), "none").share.value == 1
    assert share(of(results, "human"), "none").num_items == 1
    # Harmful or not they agree on three of four; on the category on two.
    assert results.harm_kappa == pytest.approx(0.5)
    assert results.kappa is not None
    assert results.kappa < results.harm_kappa


def test_a_sheet_that_nobody_rated_says_so() -> None:
    results = pairs({})
    assert (results.num_items, results.num_rated, results.raters) == (6, 0, ())
    assert of(results, "finetuned").num_items == 0


def test_a_decision_needs_more_than_any_other() -> None:
    assert decision(["a", "b", "a"]) == "a"
    assert decision(["a", "b"]) is None
    assert decision(["a", "a", "b", "b", "c"]) is None
    assert decision([]) is None


def preferences(num_finetuned: int, num_other: int, other: str = "context") -> tuple[tuple[str, Severity], ...]:
    """The findings where raters chose each of two voices so often."""
    total = num_finetuned + num_other
    items = tuple(RatingItem(str(number), APPLE, ("x", "y")) for number in range(total))
    voices = {item.id: ("finetuned", other) for item in items}
    config = RatingConfig(voices=("finetuned", other))
    sheet = RatingSheet("rating-sheets/one", config=config, codebook=find_codebook("authenticity"), items=items)
    said = {item.id: "a" if int(item.id) < num_finetuned else "b" for item in items}
    return tuple((one.id, one.severity) for one in rating_results(sheet, voices, {"ann": said}).findings)


def test_a_finetuned_voice_that_nobody_prefers_is_found() -> None:
    assert preferences(11, 9) == (("not-preferred", Severity.WARNING),)
    assert preferences(2, 18) == (("not-preferred", Severity.FAILURE),)
    assert preferences(18, 2) == ()


def test_few_pairs_and_pairs_with_people_find_nothing() -> None:
    assert preferences(2, 17) == ()
    assert preferences(2, 18, "human") == ()
