from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from chorus.errors import TooFewPosts
from chorus.evaluation.posts import MAX_WORDS, normalise, split_by_author
from chorus.types.post import Post
from chorus.types.split import is_held_out

Clean = Callable[[str], str]


def test_sides_follow_the_author_split(cleaner: Clean) -> None:
    posts = [Post(str(number), f"author{number}", f"post number {number}") for number in range(200)]
    own = split_by_author("communities/apple", posts, cleaner)
    assert own.held_out == tuple(post.text for post in posts if is_held_out(post.author))
    assert len(own.training) + len(own.held_out) == 200
    assert len(own.all) == 200


def test_repeated_and_wordless_posts_count_once_and_never(cleaner: Clean) -> None:
    posts = [Post(str(number), f"author{number % 30}", f"post {number % 30}") for number in range(300)]
    noise = [Post("x", "author1", "URL"), Post("y", "author2", "… !!!")]
    own = split_by_author("communities/apple", posts + noise, cleaner)
    assert sorted(own.all) == sorted({post.text for post in posts})


def test_a_text_that_a_training_author_wrote_is_not_held_out(cleaner: Clean) -> None:
    posts = [Post(str(number), f"author{number}", f"post {number % 90}") for number in range(900)]
    with pytest.raises(TooFewPosts):
        split_by_author("communities/apple", posts, cleaner)


def test_one_author_is_too_few(cleaner: Clean) -> None:
    posts = [Post(str(number), "author1", f"post {number}") for number in range(50)]
    with pytest.raises(TooFewPosts, match="communities/apple has"):
        split_by_author("communities/apple", posts, cleaner)


def test_the_latest_fifth_is_told_apart_by_time(cleaner: Clean) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    posts = [
        Post(str(number), f"author{number}", f"post number {number}", start + timedelta(hours=(37 * number) % 200))
        for number in range(200)
    ]
    own = split_by_author("communities/apple", posts, cleaner)
    in_order = [post.text for post in sorted(posts, key=lambda post: str(post.create_time))]
    assert list(own.earlier + own.later) == in_order
    assert len(own.later) == 40
    assert {post.text for post in own.in_order if post.held_out} == set(own.held_out)


def test_without_all_times_there_is_no_split_by_time(cleaner: Clean) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    posts = [Post(str(number), f"author{number}", f"post {number}", now if number else None) for number in range(200)]
    own = split_by_author("communities/apple", posts, cleaner)
    assert (own.earlier, own.later) == ((), ())


def test_normalise_cuts_and_cleans(cleaner: Clean) -> None:
    assert normalise("  see URL  this ", cleaner) == "see this"
    assert len(normalise("word " * 100, cleaner).split()) == MAX_WORDS
    assert normalise("- !", cleaner) == ""
