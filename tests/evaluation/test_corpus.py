from collections import Counter
from typing import Any

import pytest

from chorus.errors import FailedPrecondition, InvalidSampling, ResourceExhausted, RevisionChanged, Unavailable
from chorus.evaluation import corpus as writing
from chorus.evaluation.corpus import DECODING, POSTS_PER_PROMPT, PROMPTS_AT_ONCE, PROMPTS_PER_PART, Corpus, plan

PERSONA = "personas/apple"


async def write(personas: Any, topics: tuple[str, ...] = ("meals", "rest", "walks"), num_posts: int = 100) -> Corpus:
    async def progress(_written: int) -> None:
        return None

    posts = [await writing.write(personas, PERSONA, part, 7, progress) for part in plan(topics, num_posts)]
    return Corpus(PERSONA, tuple(post for part in posts for post in part))


async def test_posts_are_spread_evenly_over_topics(personas: Any) -> None:
    corpus = await write(personas)
    assert Counter(post.topic for post in corpus.posts) == {"meals": 34, "rest": 33, "walks": 33}
    assert [post.topic for post in corpus.posts] == sorted(post.topic for post in corpus.posts)
    assert {post.prompt for post in corpus.posts} == {f"Write a post about {t}." for t in ("meals", "rest", "walks")}


async def test_fewer_posts_than_topics_take_the_first_topics(personas: Any) -> None:
    assert [post.topic for post in (await write(personas, num_posts=2)).posts] == ["meals", "rest"]


async def test_every_post_has_its_own_seed_and_the_decoding_of_the_paper(personas: Any) -> None:
    corpus = await write(personas)
    samplings = [post.receipt.sampling for post in corpus.posts]
    assert [sampling.seed for sampling in samplings] == list(range(7, 107))
    assert {(s.n, s.temperature, s.top_p, s.top_k) for s in samplings} == {(1, 0.95, 0.7, 50)}
    assert (DECODING.temperature, DECODING.top_p, DECODING.top_k) == (0.95, 0.7, 50)
    assert [post.text for post in corpus.posts] == [personas.say(PERSONA, seed) for seed in range(7, 107)]


async def test_prompts_are_shared_and_bounded(personas: Any) -> None:
    await write(personas, topics=tuple(f"topic {index}" for index in range(40)), num_posts=800)
    assert len(personas.prompts) == 80
    assert max(sampling.n for _, _, sampling in personas.prompts) == POSTS_PER_PROMPT
    assert personas.most_under_way == PROMPTS_AT_ONCE


def test_a_large_corpus_has_parts_that_together_are_the_whole() -> None:
    topics = tuple(f"topic {index}" for index in range(27))
    parts = plan(topics, 27_000)
    batches = [batch for part in parts for batch in part]
    assert sum(batch.size for batch in batches) == 27_000
    assert [batch.first for batch in batches] == [sum(one.size for one in batches[:at]) for at in range(len(batches))]
    assert max(len(part) for part in parts) == PROMPTS_PER_PART
    assert max(sum(batch.size for batch in part) for part in parts) <= PROMPTS_PER_PART * POSTS_PER_PROMPT


async def test_progress_counts_posts(personas: Any) -> None:
    seen = []

    async def progress(written: int) -> None:
        seen.append(written)

    (part,) = plan(("meals",), 40)
    await writing.write(personas, PERSONA, part, 0, progress)
    assert sorted(seen) == seen
    assert seen[-1] == 40


async def test_a_full_or_starting_engine_is_asked_again(personas: Any) -> None:
    personas.failures = [Unavailable("starting", retry_after=0.01), ResourceExhausted("full", retry_after=0.01)]
    assert len((await write(personas)).posts) == 100


async def test_another_error_is_told_as_it_is(personas: Any) -> None:
    personas.failures = [InvalidSampling("out of range")]
    with pytest.raises(InvalidSampling):
        await write(personas)


async def test_a_revision_replaced_meanwhile_is_noticed(personas: Any) -> None:
    personas.revision = lambda _persona, call: "r1" if call < 3 else "r2"
    corpus = await write(personas)
    with pytest.raises(RevisionChanged, match="2 revisions"):
        _ = corpus.revision


async def test_two_base_models_are_noticed(personas: Any) -> None:
    digests = iter(range(100))
    personas.digest = lambda _persona: f"digest-{next(digests)}"
    corpus = await write(personas)
    with pytest.raises(FailedPrecondition):
        _ = corpus.base_model_digest


async def test_lines_keep_everything(personas: Any) -> None:
    corpus = await write(personas)
    lines = corpus.to_lines()
    assert lines.count(b"\n") == 100
    assert Corpus.from_lines(PERSONA, lines) == corpus
    assert corpus.revision == "r1"


def test_an_empty_corpus_has_no_revision() -> None:
    assert Corpus(PERSONA, ()).revision == ""
