from dataclasses import replace

from chorus.finetuning.base_recipe import QUICK, STANDARD, base_digest
from chorus.finetuning.base_text import GroupedPosts

_POSTS = (GroupedPosts("a", ("one", "two")), GroupedPosts("b", ("three",)))


def test_order_of_groups_and_posts_does_not_count() -> None:
    turned = (GroupedPosts("b", ("three",)), GroupedPosts("a", ("two", "one")))
    assert base_digest(_POSTS, STANDARD) == base_digest(turned, STANDARD)


def test_every_input_counts() -> None:
    digests = {
        base_digest(_POSTS, STANDARD),
        base_digest(_POSTS, QUICK),
        base_digest(_POSTS, replace(STANDARD, seed=1)),
        base_digest((GroupedPosts("a", ("one", "two!")), _POSTS[1]), STANDARD),
        base_digest((GroupedPosts("a", ("one",)), GroupedPosts("b", ("two", "three"))), STANDARD),
    }
    assert len(digests) == 5
