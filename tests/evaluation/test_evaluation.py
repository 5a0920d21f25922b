import pytest

from chorus.errors import InvalidArgument, InvalidName
from chorus.evaluation.evaluation import Evaluation, check_request
from chorus.evaluation.report import EvaluationConfig
from chorus.evaluation.topics import bundled_topics, check_topics, keywords

TWO = ("communities/apple", "communities/berry")


def test_topics_default_to_the_bundled_list() -> None:
    checked = check_request(Evaluation(TWO))
    assert checked.config.topics == bundled_topics()
    assert 10 <= len(bundled_topics()) <= checked.config.posts_per_persona == 120


def test_bundled_topics_are_valid() -> None:
    check_topics(bundled_topics())


@pytest.mark.parametrize(
    ("evaluation", "field"),
    [
        (Evaluation(), "communities"),
        (Evaluation(TWO[:1]), "communities"),
        (Evaluation((*TWO, TWO[0])), "communities"),
        (Evaluation(TWO, EvaluationConfig(topics=("meals", " "))), "config.topics[1]"),
        (Evaluation(TWO, EvaluationConfig(topics=("meals", "Meals"))), "config.topics[1]"),
        (Evaluation(TWO, EvaluationConfig(topics=("meals" * 100,))), "config.topics[0]"),
        (Evaluation(TWO, EvaluationConfig(topics=tuple(map(str, range(201))))), "config.topics"),
        (Evaluation(TWO, EvaluationConfig(posts_per_persona=-5)), "config.posts_per_persona"),
        (Evaluation(TWO, EvaluationConfig(posts_per_persona=10**6)), "config.posts_per_persona"),
        (Evaluation(TWO, EvaluationConfig(seed=-1)), "config.seed"),
    ],
)
def test_what_cannot_be_done_is_refused(evaluation: Evaluation, field: str) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        check_request(evaluation)
    assert refusal.value.field == field


def test_a_name_of_something_else_is_refused() -> None:
    with pytest.raises(InvalidName):
        check_request(Evaluation((TWO[0], "personas/berry")))


def test_keywords_are_the_longer_words() -> None:
    assert keywords("how I feel today") == ("feel", "today")
    assert keywords("rye") == ("rye",)
