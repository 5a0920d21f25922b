import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorus.evaluation.rouge import CHUNK, nearest, tokens

texts = st.lists(st.sampled_from(["eat", "drink", "walk", "run", "rest"]), min_size=1, max_size=12).map(" ".join)


def rouge_l(text: str, reference: str) -> float:
    """ROUGE-L F by the definition: longest common subsequence by dynamic programming."""
    first, second = tokens(text), tokens(reference)
    longest = [[0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for i, one in enumerate(first):
        for j, two in enumerate(second):
            longest[i + 1][j + 1] = longest[i][j] + 1 if one == two else max(longest[i][j + 1], longest[i + 1][j])
    common = longest[-1][-1]
    if common == 0:
        return 0.0
    precision, recall = common / len(first), common / len(second)
    return 2 * precision * recall / (precision + recall)


@given(texts, texts)
def test_equals_the_definition(text: str, reference: str) -> None:
    assert nearest([text], [reference])[0] == pytest.approx(rouge_l(text, reference), abs=1e-12)


@given(st.lists(texts, min_size=1, max_size=5), st.lists(texts, min_size=1, max_size=5))
def test_takes_the_nearest_reference(generated: list[str], references: list[str]) -> None:
    expected = [max(rouge_l(text, reference) for reference in references) for text in generated]
    assert nearest(generated, references).tolist() == pytest.approx(expected, abs=1e-12)


def test_many_texts_are_compared_in_chunks() -> None:
    generated = [f"walk {index}" for index in range(CHUNK + 3)]
    assert nearest(generated, [f"walk {CHUNK + 1}"]).argmax() == CHUNK + 1


def test_ignores_case_and_punctuation() -> None:
    assert nearest(["Rest, then WALK!"], ["rest then walk"])[0] == 1


def test_texts_without_words_resemble_nothing() -> None:
    assert nearest(["…", "walk"], ["!!!"]).tolist() == [0, 0]
    assert nearest(["walk"], []).tolist() == [0]
