from hashlib import sha256

import pytest

from chorus.errors import TooFewPosts
from chorus.finetuning.demonstrations import MAX_VALIDATION, Demonstrations, demonstrate, require_enough
from chorus.finetuning.templates import TEMPLATES
from chorus.types.post import Post
from chorus.types.split import is_held_out

POSTS = [Post(str(i), f"author-{i % 40}", f"this is post number {i} of them") for i in range(400)]


def test_nobody_is_on_both_sides() -> None:
    author_of = {post.text: post.author for post in POSTS}
    made = demonstrate(POSTS, seed=0)
    learned = {author_of[each.response] for each in made.training}
    kept = {author_of[each.response] for each in made.validation}
    assert kept
    assert all(is_held_out(author) for author in kept)
    assert not any(is_held_out(author) for author in learned)
    assert len(made.training) + len(made.validation) == len(POSTS)


def test_a_text_of_both_sides_is_learned_and_not_validated_on() -> None:
    inside, outside = "author-0", "author-1"
    while is_held_out(inside):
        inside += "x"
    while not is_held_out(outside):
        outside += "x"
    posts = [Post("1", inside, "the very same words"), Post("2", outside, "the very same words @user URL")]
    made = demonstrate(posts, seed=0)
    assert [each.response for each in made.training] == ["the very same words"]
    assert made.validation == ()


def test_duplicates_and_near_empty_posts_are_left_out() -> None:
    posts = [
        *POSTS,
        *(Post(f"again-{post.id}", post.author, f"{post.text} #again") for post in POSTS),
        Post("x", "a", "URL ok"),
    ]
    assert {each.response for each in demonstrate(posts, 0).training} == {
        e.response for e in demonstrate(POSTS, 0).training
    }


def test_instructions_are_drawn_from_the_pool_by_seed() -> None:
    first, again, other = demonstrate(POSTS, 1), demonstrate(POSTS, 1), demonstrate(POSTS, 2)
    assert first == again
    assert first.digest == again.digest != other.digest
    drawn = {each.instruction for each in first.training}
    assert drawn <= set(TEMPLATES)
    assert len(drawn) == len(TEMPLATES) >= 20
    assert [e.instruction for e in first.training] != [e.instruction for e in other.training]


def test_a_post_has_the_same_instruction_whatever_others_there_are() -> None:
    whole = {each.response: each.instruction for each in demonstrate(POSTS, 3).training}
    part = {each.response: each.instruction for each in demonstrate(POSTS[200:], 3).training}
    assert part.items() <= whole.items()


def test_the_templates_are_distinct_and_blind() -> None:
    assert len(set(TEMPLATES)) == len(TEMPLATES)
    named = {"keto", "diet", "weight", "vegan", "fitness", "congress", "party", "food", "body"}
    assert not [template for template in TEMPLATES if named & set(template.lower().split())]


def test_validation_is_bounded() -> None:
    posts = [Post(str(i), f"author-{i}", f"this is post number {i} of them") for i in range(3000)]
    assert len(demonstrate(posts, 0).validation) == MAX_VALIDATION


def test_stored_demonstrations_are_read_back_and_named_by_their_digest() -> None:
    made = demonstrate(POSTS, 0)
    assert Demonstrations.load(made.dump()) == made
    assert sha256(made.dump()).hexdigest() == made.digest


def test_too_few_training_posts_are_refused() -> None:
    few = [post for post in POSTS if not is_held_out(post.author)][:19]
    with pytest.raises(TooFewPosts, match=r"communities/tiny has 19 usable posts"):
        require_enough("communities/tiny", demonstrate(few, 0))
    require_enough("communities/all", demonstrate(POSTS, 0))
