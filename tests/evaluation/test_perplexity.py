from math import exp
from typing import Any

import pytest

from chorus.evaluation.corpus import Corpus, GeneratedPost
from chorus.evaluation.perplexity import with_perplexity


def corpus(*posts: tuple[str, str]) -> Corpus:
    return Corpus("personas/apple", tuple(GeneratedPost("rest", prompt, text) for prompt, text in posts))


async def test_it_is_the_surprise_per_token_with_the_end(personas: Any) -> None:
    personas.surprise = lambda text: 6.5 if "odd" in text else 2.0
    found = await with_perplexity(personas, corpus(("p", "a plain post"), ("p", "an odd one"), ("q", "another")))
    assert [post.perplexity for post in found.posts] == pytest.approx([exp(2), exp(6.5), exp(2)])


async def test_the_same_post_is_scored_once_and_an_empty_one_not_at_all(personas: Any) -> None:
    found = await with_perplexity(personas, corpus(("p", "same"), ("p", "same"), ("p", " "), ("p", "other")))
    assert sorted(personas.scored) == [("p", "other"), ("p", "same")]
    assert [post.perplexity is None for post in found.posts] == [False, False, True, False]


async def test_many_posts_are_many_questions_and_one_alone_has_company(personas: Any) -> None:
    many = [("p", f"post {number}") for number in range(70)]
    found = await with_perplexity(personas, corpus(*many, ("q", "alone")))
    assert all(post.perplexity for post in found.posts)
    assert len(personas.scored) == 72
    assert ("q", "q") in personas.scored


async def test_what_cannot_be_is_not_infinite(personas: Any) -> None:
    personas.surprise = lambda _text: 1e6
    (post,) = (await with_perplexity(personas, corpus(("p", "impossible")))).posts
    assert post.perplexity == pytest.approx(exp(700))
