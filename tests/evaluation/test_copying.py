from hypothesis import given
from hypothesis import strategies as st

from chorus.evaluation.copying import CopiedSpans
from chorus.evaluation.words import References, words

texts = st.lists(st.sampled_from(["eat", "drink", "walk", "run"]), max_size=9).map(" ".join)


def longest_by_trying_all(text: str, references: list[str]) -> int:
    rows = [words(reference) for reference in references]
    mine = words(text)
    spans = [mine[start:end] for start in range(len(mine)) for end in range(start + 1, len(mine) + 1)]
    return max(
        (len(span) for span in spans for row in rows for at in range(len(row)) if row[at : at + len(span)] == span),
        default=0,
    )


@given(texts, st.lists(texts, max_size=4))
def test_equals_trying_every_span(text: str, references: list[str]) -> None:
    assert CopiedSpans(References(references)).longest([text])[0] == longest_by_trying_all(text, references)


def test_a_run_is_broken_by_a_word_and_does_not_cross_posts() -> None:
    spans = CopiedSpans(References(["one two three four", "five six"]))
    assert spans.longest(["One, two: three! and four", "three four five six", "six seven", "eight", ""]).tolist() == [
        3,
        2,
        1,
        0,
        0,
    ]
