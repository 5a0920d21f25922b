import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorus.errors import InvalidArgument
from chorus.serving.answer import ChoiceQuestion
from chorus.serving.scoring import check_questions, normalise


@given(st.lists(st.floats(-2000, 0), min_size=2, max_size=32))
def test_probabilities_sum_to_one_and_keep_the_order(values: list[float]) -> None:
    options = normalise(values, [1] * len(values)).options
    assert math.isclose(sum(option.probability for option in options), 1, rel_tol=1e-9)
    assert [option.log_probability for option in options] == values
    ranked = sorted(options, key=lambda option: option.log_probability)
    assert [option.probability for option in ranked] == sorted(option.probability for option in options)


def test_probabilities_are_those_of_the_formula() -> None:
    first, second = normalise([math.log(0.3), math.log(0.1)], [2, 5]).options
    assert first.probability == pytest.approx(0.75)
    assert second.probability == pytest.approx(0.25)
    assert (first.num_tokens, second.num_tokens) == (2, 5)


@pytest.mark.parametrize(
    "options", [(), ("yes",), ("yes", " "), ("yes", "yes"), tuple(str(n) for n in range(33))], ids=lambda o: str(len(o))
)
def test_impossible_options_are_refused(options: tuple[str, ...]) -> None:
    with pytest.raises(InvalidArgument) as caught:
        check_questions([ChoiceQuestion("Well?", ("yes", "no")), ChoiceQuestion("Well?", options)])
    assert caught.value.field == "questions[1].options"


def test_no_question_and_too_many_are_refused() -> None:
    question = ChoiceQuestion("Well?", ("yes", "no"))
    check_questions([question] * 256)
    for questions in ([], [question] * 257):
        with pytest.raises(InvalidArgument):
            check_questions(questions)
