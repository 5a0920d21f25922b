"""Perplexity: how surprising a post is to the base model.

exp(−log p / tokens), the end of the post among the tokens, given the instruction that it answers. The paper drops generated posts
above 400. The base persona is the measure: it belongs to no community, and every voice is judged by the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from math import exp
from typing import Protocol

from chorus.evaluation.corpus import Corpus, GeneratedPost, patiently
from chorus.serving.client import BASE, ChoiceQuestion, OptionScore, Scores

MAX_PERPLEXITY = 400.0
"""Posts above it are dropped (arXiv 2408.09366)."""
MIN_OPTIONS, MAX_OPTIONS = 2, 32
"""How many posts can be scored under one prompt."""
QUESTIONS_AT_ONCE = 8
_LARGEST = 700.0
"""Logarithm of the largest perplexity that is told apart."""


class Scorer(Protocol):
    """What knows log-probabilities: the serving service, or a fake of it."""

    async def score_options(self, persona: str, questions: Sequence[ChoiceQuestion]) -> Scores:
        """The log-probability of every option of every question."""
        ...


async def with_perplexity(scorer: Scorer, corpus: Corpus) -> Corpus:
    """The corpus with the perplexity of every post that has a word; posts of equal prompt and text are scored once."""
    known: dict[tuple[str, str], float] = {}
    questions = list(_questions(corpus.posts))
    for start in range(0, len(questions), QUESTIONS_AT_ONCE):
        batch = questions[start : start + QUESTIONS_AT_ONCE]
        scores = await patiently(lambda batch=batch: scorer.score_options(BASE, batch))  # type: ignore[misc]
        for question, found in zip(batch, scores.scores, strict=True):
            for option, score in zip(question.options, found.options, strict=True):
                known[question.prompt, option] = _perplexity(score)
    posts = tuple(replace(post, perplexity=known.get((post.prompt, post.text))) for post in corpus.posts)
    return replace(corpus, posts=posts)


def _questions(posts: Sequence[GeneratedPost]) -> Iterator[ChoiceQuestion]:
    for prompt, group in groupby(sorted(posts, key=lambda post: post.prompt), key=lambda post: post.prompt):
        texts = list(dict.fromkeys(post.text for post in group if post.text.strip()))
        for start in range(0, len(texts), MAX_OPTIONS):
            options = texts[start : start + MAX_OPTIONS]
            # One alone is no choice; the instruction itself stands in for a second.
            yield ChoiceQuestion(prompt, tuple(options if len(options) >= MIN_OPTIONS else [*options, prompt]))


def _perplexity(score: OptionScore) -> float:
    return exp(min(_LARGEST, -score.log_probability / (score.num_tokens + 1)))
