"""Notes: what the reader of a fidelity report must know to read its numbers."""

from collections.abc import Iterable, Sequence

from chorus.evaluation.corpus import DECODING
from chorus.evaluation.filters import MIN_KEPT
from chorus.evaluation.measure import Measures
from chorus.evaluation.posts import MAX_WORDS
from chorus.evaluation.report import OriginScores

FEW_POSTS = 100


def write_notes(
    measures: Measures, num_communities: int, limits: Iterable[str], num_windows: int = 0
) -> tuple[str, ...]:
    """The notes of a report; ``limits`` is what the personas say of themselves, ``num_windows`` what was asked for."""
    return (
        *dict.fromkeys(text for text in limits if text),
        f"Origin classification: chance is {1 / num_communities:.3f}. Every community weighs the same, however many of its posts "
        "were kept. The classifier learned from training authors only; 'human' is held-out authors.",
        "The base persona belongs to no community: its one corpus is counted for every community, as the control whose F1 lies "
        "at or below chance.",
        f"Posts were written at temperature {DECODING.temperature}, top-p {DECODING.top_p}, top-k {DECODING.top_k}, at most "
        f"{DECODING.max_tokens} tokens. Human and generated posts are cleaned alike and cut to {MAX_WORDS} words.",
        f"Fréchet distances use {measures.encoder}; within a community all are taken at equal sizes "
        f"({_range(measures.num_compared)} posts). They compare within this report only.",
        *_warnings(measures),
        *(["Not all posts have a time, so there are no windows."] if num_windows and not measures.windows else []),
    )


def _warnings(measures: Measures) -> Iterable[str]:
    if min(_rows(measures.human)) < FEW_POSTS:
        yield (
            f"Few posts of held-out authors ({_range(_rows(measures.human))} for each community): the human ceiling is rough."
        )
    for persona, count in measures.num_readmitted.items():
        yield (
            f"{persona}: fewer than {MIN_KEPT} posts were not memorised, so the {count} memorised ones least like a human post "
            "were measured too. Its scores say how well it repeats, not how well it speaks."
        )


def _rows(scores: OriginScores) -> Sequence[int]:
    width = len(scores.f1)
    return [sum(scores.confusion[start : start + width]) for start in range(0, width * width, width)]


def _range(counts: Sequence[int]) -> str:
    low, high = min(counts), max(counts)
    return str(low) if low == high else f"{low} to {high}"
