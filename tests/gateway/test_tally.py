"""Counts follow from the answers, each of which is counted in one way."""

from hypothesis import given as having
from hypothesis import strategies as st

from chorus.gateway.instrument import Item, ItemKind, Option
from chorus.gateway.screening import Given, Uncounted
from chorus.gateway.tally import tally

CHOICE = Item("1", "?", ItemKind.ORDINAL, tuple(Option(letter, letter) for letter in "abc"))
SEVERAL = Item("2", "?", ItemKind.SEVERAL, CHOICE.options)
COUNT = Item("3", "?", ItemKind.COUNT, maximum=9)
REASONS = [reason for reason in Uncounted if reason is not Uncounted.UNSPECIFIED]

answers = st.lists(
    st.one_of(
        st.integers(0, 2).map(lambda place: Given((place,))),
        st.sampled_from(REASONS).map(lambda reason: Given(uncounted=reason)),
    )
)


@having(answers)
def test_every_answer_to_a_choice_is_counted_once(given: list[Given]) -> None:
    result = tally(CHOICE, given)
    apart = (result.num_refused, result.num_invalid, result.num_missing, result.num_skipped)
    assert sum(result.sampled) + sum(apart) == len(given)
    assert apart == tuple(sum(answer.uncounted is reason for answer in given) for reason in REASONS)
    assert result.sampled == tuple(sum(answer.options == (place,) for answer in given) for place in range(3))
    assert (result.item, result.values, result.given) == ("1", (), tuple(given))


def test_of_several_options_each_is_counted_and_none_is_an_answer() -> None:
    result = tally(SEVERAL, [Given((0, 2)), Given((2,)), Given(())])
    assert result.sampled == (1, 0, 2)
    assert result.num_missing == 0


def test_numbers_are_listed_and_what_does_not_count_is_not_among_them() -> None:
    result = tally(COUNT, [Given(value=3.0), Given(value=0.0), Given(value=7.0, uncounted=Uncounted.SKIPPED)])
    assert (result.sampled, result.values, result.num_skipped) == ((), (3.0, 0.0), 1)
