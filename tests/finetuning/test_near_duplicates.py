import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorus.finetuning import near_duplicates as module
from chorus.finetuning.near_duplicates import near_duplicates

_TEXTS = st.lists(st.lists(st.sampled_from("abcde"), max_size=9).map(" ".join), max_size=14)


def _common(one: list[str], other: list[str]) -> int:
    """Length of the longest common subsequence."""
    best = [0] * (len(other) + 1)
    for word in one:
        before = 0
        for place, against in enumerate(other, start=1):
            before, best[place] = best[place], before + 1 if word == against else max(best[place], best[place - 1])
    return best[-1]


def naive(texts: list[str], threshold: float) -> set[int]:
    words = [re.findall(r"[^\W_]+", text.lower()) for text in texts]
    return {
        later
        for later, one in enumerate(words)
        if any(
            one and other and 2 * _common(one, other) / (len(one) + len(other)) >= threshold - 1e-9
            for other in words[:later]
        )
    }


@given(_TEXTS, st.sampled_from([0.1, 0.35, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]))
def test_what_is_found_is_what_comparing_all_pairs_finds(texts: list[str], threshold: float) -> None:
    assert near_duplicates(texts, threshold, workers=1) == naive(texts, threshold)


def test_texts_are_compared_across_blocks() -> None:
    texts = [f"n{number} " + " ".join(f"w{number}-{place}" for place in range(number % 3 + 2)) for number in range(510)]
    texts += [f"{text} more" for text in texts[::50]]
    assert len(texts) > 2 * module.ROWS
    found = near_duplicates(texts, 0.8)
    assert found == naive(texts, 0.8) == near_duplicates(texts, 0.8, workers=1)
    assert found == set(range(510, len(texts)))


def test_right_at_the_threshold_is_near_enough() -> None:
    assert near_duplicates(["we bake rye bread daily", "we bake rye bread here"], 0.8) == {1}
    assert near_duplicates(["we bake rye bread daily", "we bake rye bread here"], 0.8001) == set()


def test_the_first_one_stays() -> None:
    long, short = "we bake rye bread every day here", "we bake rye bread every day"
    assert near_duplicates([long, short, long.upper()], 0.8) == {1, 2}
    assert near_duplicates([short, "quite another thing", long], 0.8) == {2}


def test_a_threshold_of_one_leaves_out_equal_words_only() -> None:
    assert near_duplicates(["rye bread today", "Rye bread, today!", "rye bread today please"], 1.0) == {1}


@pytest.mark.parametrize("texts", [[], ["one text"], ["...", "...", "!"]])
def test_nothing_to_compare_is_no_trouble(texts: list[str]) -> None:
    assert near_duplicates(texts, 0.8) == set()
