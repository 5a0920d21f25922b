from dataclasses import replace

from chorus.finetuning.base_recipe import MAX_STEPS, MIN_STEPS, QUICK, STANDARD, base_digest, num_steps
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


def test_more_text_is_read_longer_within_bounds() -> None:
    little, much, all_of_it = ((GroupedPosts("a", ("word " * 200,) * number),) for number in (9, 2000, 90_000))
    assert num_steps(little, STANDARD) == MIN_STEPS
    assert num_steps(much, STANDARD) == 1000
    assert num_steps(all_of_it, STANDARD) == MAX_STEPS
    assert num_steps(all_of_it, QUICK) == QUICK.steps
