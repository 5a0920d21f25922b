import numpy as np
import pytest

from chorus.finetuning.leads import lead


def test_it_is_the_difference_to_the_best_of_the_others_per_token() -> None:
    found = lead([1.0, 2.0, 3.0], [[9.0, 9.0, 9.0], [2.0, 2.0, 5.0]], [2, 4, 4], ["a", "b", "c"])
    assert found is not None
    assert found.value == pytest.approx((9.0 - 6.0) / 10)
    assert found.low <= found.value <= found.high
    behind = lead([2.0, 2.0, 5.0], [[1.0, 2.0, 3.0]], [2, 4, 4], ["a", "b", "c"])
    assert behind is not None
    assert behind.value == pytest.approx(-0.3)
    assert not behind.is_clear


def test_posts_of_one_author_are_not_so_many_witnesses() -> None:
    random = np.random.default_rng(3)
    by_author = random.normal(0.4, 1.0, 20)
    own, other, tokens = np.zeros(1000), np.repeat(by_author, 50), [5] * 1000
    clustered = lead(own.tolist(), [other.tolist()], tokens, [f"a{place // 50}" for place in range(1000)])
    pretended = lead(own.tolist(), [other.tolist()], tokens, [f"a{place}" for place in range(1000)])
    assert clustered is not None
    assert pretended is not None
    assert (clustered.num_authors, pretended.num_authors) == (20, 1000)
    ratio = (clustered.high - clustered.low) / (pretended.high - pretended.low)
    assert 4 < ratio < 10  # The square root of 50, about.


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(5)
    held = 0
    for _ in range(200):
        difference = random.normal(0.3, 1.0, (40, 1)) + random.normal(0.0, 1.0, (40, 5))
        found = lead([0.0] * 200, [difference.ravel().tolist()], [1] * 200, [f"a{n // 5}" for n in range(200)])
        assert found is not None
        held += found.low <= 0.3 <= found.high
    assert 180 <= held <= 199


def test_it_is_the_same_each_time() -> None:
    arguments = ([1.0, 2.0, 3.0], [[2.0, 2.0, 5.0]], [2, 4, 4], ["a", "b", "c"])
    assert lead(*arguments) == lead(*arguments)


@pytest.mark.parametrize(("others", "authors"), [([], ["a", "b"]), ([[1.0, 2.0]], ["a", "a"])])
def test_without_others_or_with_one_author_there_is_none(others: list[list[float]], authors: list[str]) -> None:
    assert lead([1.0, 2.0], others, [3, 3], authors) is None
