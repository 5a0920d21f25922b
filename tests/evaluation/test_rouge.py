from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rouge_score.rouge_scorer import RougeScorer

from chorus.evaluation.rouge import CHUNK, nearest
from chorus.evaluation.words import References

texts = st.lists(st.sampled_from(["eat", "drink", "walk", "run", "rest"]), min_size=1, max_size=12).map(" ".join)
PACKAGE = RougeScorer(["rougeL"], use_stemmer=False)


def by_package(text: str, reference: str) -> float:
    return float(PACKAGE.score(reference, text)["rougeL"].fmeasure)


def similarity(generated: list[str], references: list[str]) -> list[float]:
    return [float(value) for value in nearest(generated, References(references)).similarity]


def test_a_thousand_random_pairs_are_as_in_the_package() -> None:
    draw = Random(0)
    vocabulary = [
        f"{word}{mark}" for word in ("Eat", "drink", "it's", "walk2", "run", "rest") for mark in ("", ",", "!")
    ]
    pairs = [[" ".join(draw.choices(vocabulary, k=draw.randint(1, 40))) for _ in range(2)] for _ in range(1000)]
    for text, reference in pairs:
        assert similarity([text], [reference]) == pytest.approx([by_package(text, reference)], abs=1e-12)


@given(st.lists(texts, min_size=1, max_size=5), st.lists(texts, min_size=1, max_size=5))
def test_takes_the_nearest_reference(generated: list[str], references: list[str]) -> None:
    every = [[by_package(text, reference) for reference in references] for text in generated]
    found = nearest(generated, References(references))
    assert found.similarity.tolist() == pytest.approx([max(row) for row in every], abs=1e-12)
    for row, position, best in zip(every, found.position, found.similarity, strict=True):
        assert row[position] == pytest.approx(best)


def test_many_texts_are_compared_in_chunks() -> None:
    generated = [f"walk {index}" for index in range(CHUNK + 3)]
    assert nearest(generated, References([f"walk {CHUNK + 1}"])).similarity.argmax() == CHUNK + 1


def test_ignores_case_and_punctuation() -> None:
    assert similarity(["Rest, then WALK!"], ["rest then walk"]) == [1]


def test_texts_without_words_resemble_nothing() -> None:
    assert similarity(["…", "walk"], ["!!!"]) == [0, 0]
    assert similarity(["walk"], []) == [0]
    assert similarity(["…"], ["!!!", "walk"]) == [0]
