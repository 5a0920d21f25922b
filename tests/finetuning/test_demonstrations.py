from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chorus.errors import TooFewPosts
from chorus.finetuning.cleaning import clean
from chorus.finetuning.demonstration_set import Cleaning, DemonstrationConfig, DemonstrationSummary
from chorus.finetuning.demonstrations import (
    MAX_MEASURED,
    Demonstrations,
    demonstrate,
    require_enough,
    sift,
)
from chorus.finetuning.instructions import Instruction, bundled_instructions, held_out_instructions, is_held_out
from chorus.finetuning.near_duplicates import near_duplicates
from chorus.finetuning.templates import POOL, TEMPLATES
from chorus.types import split
from chorus.types.post import Post

START = datetime(2024, 1, 1, tzinfo=UTC)
EXACT = DemonstrationConfig(max_similarity=1.0, general_ratio=0.0)
"""Leaves out equal texts only, for posts that are much alike."""


def posts_of_days(number: int) -> list[Post]:
    """A post a day, by forty authors in turn."""
    return [
        Post(f"{i:04}", f"author-{i % 40}", f"this is post number {i} of them", START + timedelta(days=i), "en")
        for i in range(number)
    ]


POSTS = posts_of_days(400)
READ = next(f"read-{i}" for i in range(99) if not split.is_held_out(f"read-{i}"))
KEPT = next(f"kept-{i}" for i in range(99) if split.is_held_out(f"kept-{i}"))


def make(posts: list[Post], config: DemonstrationConfig = EXACT, seed: int = 0) -> Demonstrations:
    return demonstrate(sift(posts, config), config, seed, bundled_instructions())


def at(day: int, text: str, author: str = READ, language: str = "") -> Post:
    return Post(f"{day}", author, text, START + timedelta(days=day), language)


def responses(made: Demonstrations) -> list[str]:
    return [each.response for each in made.training]


def test_nobody_is_on_both_sides() -> None:
    made = make(POSTS)
    learned, kept = ({each.author for each in side} for side in (made.training, made.validation))
    assert kept
    assert all(split.is_held_out(author) for author in kept)
    assert not any(split.is_held_out(author) for author in learned)
    assert len(made.training) + len(made.validation) == len(POSTS)


def test_it_is_known_whose_post_a_demonstration_is() -> None:
    by_id = {post.id: post for post in POSTS}
    made = make(POSTS)
    assert all((by_id[d.post].author, by_id[d.post].text) == (d.author, d.response) for d in made.training)
    assert made.summary.num_training_authors + made.summary.num_validation_authors == 40
    assert made.summary.held_out_share == split.HELD_OUT_SHARE


@pytest.mark.parametrize("authors", [(READ, KEPT), (KEPT, READ)])
def test_a_text_of_both_sides_is_on_the_side_of_whoever_said_it_first(authors: tuple[str, str]) -> None:
    made = make([at(1, "the very same words", authors[0]), at(2, "the very same words @user URL", authors[1])])
    assert [each.author for each in (*made.training, *made.validation)] == [authors[0]]
    assert made.summary.num_duplicates == 1


def test_duplicates_and_near_empty_posts_are_left_out() -> None:
    again = [replace(post, id=f"{post.id}-again", text=f"{post.text} #again") for post in POSTS]
    made = make([*POSTS, *again, at(0, "URL ok")])
    assert responses(made) == responses(make(POSTS))
    assert (made.summary.num_duplicates, made.summary.num_near_empty) == (400, 1)


def test_what_is_kept_in_a_post_does_not_fill_it() -> None:
    config = replace(EXACT, cleaning=Cleaning(keep_hashtags=True, keep_mentions=True))
    made = make([at(1, "so #rye #bread #today"), at(2, "we bake #rye every day")], config)
    assert responses(made) == ["we bake #rye every day"]


def test_near_duplicates_are_left_out_on_whichever_side() -> None:
    config = replace(EXACT, max_similarity=0.8)
    posts = [
        at(1, "we bake rye bread here every single day"),
        at(2, "we bake rye bread here every single night"),
        at(3, "we bake rye bread here every single day too", KEPT),
        at(4, "nothing like the others at all"),
    ]
    made = make(posts, config)
    assert [each.post for each in (*made.training, *made.validation)] == ["1", "4"]
    assert made.summary.num_near_duplicates == 2
    assert make(posts, replace(config, max_similarity=1.0)).summary.num_near_duplicates == 0


def test_replies_are_left_out_unless_they_are_kept() -> None:
    posts = [at(1, "@user thanks for the bread"), at(2, "RT @user: such good bread today")]
    assert responses(make(posts)) == ["such good bread today"]
    assert make(posts).summary.num_replies == 1
    kept = replace(EXACT, cleaning=Cleaning(keep_replies=True))
    assert responses(make(posts, kept)) == ["thanks for the bread", "such good bread today"]


def test_languages_are_compared_by_their_first_part() -> None:
    posts = [
        at(day, f"words that are said on day {day}", language=language)
        for day, language in enumerate(["en", "EN-us", "en_GB", "", "de", "eng"])
    ]
    made = make(posts, replace(EXACT, languages=("En-AU", "fr")))
    assert [each.post for each in made.training] == ["0", "1", "2", "3"]
    assert made.summary.num_other_languages == 2


def test_a_window_has_its_start_and_not_its_end() -> None:
    posts = [at(day, f"words that are said on day {day}") for day in range(5)]
    posts.append(Post("timeless", READ, "words that are said at no time"))
    window = replace(EXACT, start_time=START + timedelta(days=1), end_time=START + timedelta(days=3))
    made = make(posts, window)
    assert [each.post for each in made.training] == ["1", "2"]
    assert made.summary.num_outside_window == 4
    assert len(make(posts).training) == 6


def test_nothing_is_learned_from_the_time_that_is_held_out() -> None:
    config = replace(EXACT, held_out_from=START + timedelta(days=100))
    dated = posts_of_days(100 + MAX_MEASURED + 100)
    again = at(1000, "this is post number 7 of them")
    made = make([*dated, Post("timeless", READ, "words that are said at no time"), again], config)
    day_of = {post.id: (post.create_time or START) for post in dated}
    assert max(day_of[each.post] for each in (*made.training, *made.validation)) < config.held_out_from
    assert min(day_of[each.post] for each in made.later) >= config.held_out_from
    assert {split.is_held_out(each.author) for each in made.later} == {True, False}
    assert len(made.later) == MAX_MEASURED
    assert (made.summary.num_not_drawn, made.summary.num_outside_window, made.summary.num_duplicates) == (100, 1, 1)


def test_the_least_surprising_posts_are_chosen_and_the_first_of_equals() -> None:
    config = replace(EXACT, max_posts=3)
    sifted = sift([at(day, f"words that are said on day {day}") for day in range(6)], config)
    surprise = [float("nan"), 2.0, 5.0, 2.0, 2.0, 1.0]
    made = demonstrate(sifted, config, 0, (), surprise)
    assert [each.post for each in made.training] == ["1", "3", "5"]
    assert made.summary.num_not_selected == 3
    with pytest.raises(ValueError, match="longer"):
        demonstrate(sifted, config, 0, (), surprise[:-1])


def test_without_perplexities_posts_are_drawn_by_seed() -> None:
    config = replace(EXACT, max_posts=50)
    drawn = [[each.post for each in make(POSTS, config, seed).training] for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert all(len(posts) == 50 and posts == sorted(posts) for posts in drawn)


def test_instructions_are_drawn_from_the_pool_by_seed() -> None:
    first, again, other = make(POSTS, seed=1), make(POSTS, seed=1), make(POSTS, seed=2)
    assert first == again
    assert first.digest == again.digest != other.digest
    assert {each.instruction for each in first.training} == set(TEMPLATES)
    assert [e.instruction for e in first.training] != [e.instruction for e in other.training]
    few = make(POSTS, replace(EXACT, num_templates=4))
    assert {each.instruction for each in few.training} == set(TEMPLATES[:4])


def test_the_community_is_named_only_where_somebody_wants_it() -> None:
    named = replace(EXACT, name_community=True)
    made = demonstrate(sift(POSTS, named), named, 0, community="Rye Club")
    assert {each.instruction for each in made.training} == {template.naming("Rye Club") for template in POOL}
    blind = demonstrate(sift(POSTS, EXACT), EXACT, 0, community="Rye Club")
    assert "Rye" not in blind.dump().decode()


def test_a_post_has_the_same_instruction_whatever_others_there_are() -> None:
    whole = {each.response: each.instruction for each in make(POSTS, seed=3).training}
    part = {each.response: each.instruction for each in make(POSTS[200:], seed=3).training}
    assert part.items() <= whole.items()


def test_general_pairs_are_mixed_in_at_the_ratio() -> None:
    made = make(POSTS, replace(EXACT, general_ratio=0.25))
    assert len(made.general) == made.summary.num_general == round(0.25 * len(made.training))
    assert not any(map(is_held_out, made.general))
    assert made.general != make(POSTS, replace(EXACT, general_ratio=0.25), seed=1).general
    assert made.held_out_general == held_out_instructions()


def test_no_more_general_pairs_are_taken_than_there_are() -> None:
    pairs = [Instruction(f"Say {number}.", "It.") for number in range(60)]
    config = replace(EXACT, general_ratio=100.0)
    made = demonstrate(sift(POSTS, config), config, 0, pairs)
    assert set(made.general) | set(made.held_out_general) == set(pairs)
    assert len(made.general) + len(made.held_out_general) == 60
    assert made.summary.num_general == len(made.general)
    assert make(POSTS).general == ()


def test_validation_is_bounded() -> None:
    number = 7 * MAX_MEASURED
    posts = [Post(str(i), f"author-{i}", f"this is post number {i} of them") for i in range(number)]
    made = make(posts)
    assert len(made.validation) == MAX_MEASURED
    assert made.summary.num_not_drawn == number - MAX_MEASURED - len(made.training)


def test_stored_demonstrations_are_read_back_and_named_by_their_digest() -> None:
    made = make(POSTS, replace(EXACT, held_out_from=START + timedelta(days=300), general_ratio=0.1))
    assert Demonstrations.load(made.dump()) == made
    assert sha256(made.dump()).hexdigest() == made.digest


_WORDS = st.sampled_from(["rye", "bread", "@user", "URL", "#tag", "💪", "bake", "day", "we", "a", "b", "c"])
_POSTS = st.lists(
    st.builds(
        Post,
        id=st.integers(0, 10**6).map(str),
        author=st.integers(0, 12).map(str),
        text=st.lists(_WORDS, max_size=9).map(" ".join),
        create_time=st.none() | st.integers(0, 20).map(lambda day: START + timedelta(days=day)),
        language=st.sampled_from(["", "en", "de"]),
    ),
    max_size=40,
    unique_by=lambda post: post.id,
)
_DAYS = st.none() | st.integers(0, 20).map(lambda day: START + timedelta(days=day))
_CONFIGS = st.builds(
    DemonstrationConfig,
    cleaning=st.builds(Cleaning),
    languages=st.sampled_from([(), ("en",)]),
    max_similarity=st.sampled_from([0.5, 0.8, 1.0]),
    max_posts=st.integers(1, 12),
    general_ratio=st.sampled_from([0.0, 0.5, 3.0]),
    start_time=_DAYS,
    end_time=_DAYS,
    held_out_from=_DAYS,
)


@settings(deadline=None)
@given(_POSTS, _CONFIGS, st.integers(0, 3), st.randoms(use_true_random=False))
def test_every_post_is_counted_once_and_no_order_matters(posts, config, seed, random) -> None:
    made = make(posts, config, seed)
    summary = made.summary
    counted = [
        summary.num_outside_window, summary.num_other_languages, summary.num_replies, summary.num_near_empty,
        summary.num_duplicates, summary.num_near_duplicates, summary.num_not_selected, summary.num_training,
        summary.num_validation, summary.num_later, summary.num_not_drawn,
    ]  # fmt: skip
    assert sum(counted) == summary.num_posts == len(posts)
    sides = (made.training, made.validation, made.later)
    assert counted[-4:-1] == [len(side) for side in sides]
    texts = [each.response for side in sides for each in side]
    assert near_duplicates(texts, config.max_similarity, workers=1) == set()
    assert all(not split.is_held_out(each.author) for each in made.training)
    assert {each.response for each in made.training} <= {clean(post.text, config.cleaning) for post in posts}
    random.shuffle(posts)
    assert make(posts, config, seed).dump() == made.dump()


def test_too_few_training_posts_are_refused_with_the_largest_reasons() -> None:
    few = [post for post in POSTS if not split.is_held_out(post.author)][:19]
    replies = [at(day, f"@user a reply of day {day}") for day in range(400, 430)]
    empty = [at(day, "URL ok") for day in range(430, 432)]
    with pytest.raises(
        TooFewPosts, match=r"communities/tiny has 19 usable posts.*51 posts 30 are replies, 2 are near-empty; leave"
    ):
        require_enough("communities/tiny", make([*few, *replies, *empty]))
    require_enough("communities/all", make(POSTS))


def test_a_community_without_posts_is_refused_by_that() -> None:
    with pytest.raises(TooFewPosts, match="communities/silent has no posts of its own"):
        require_enough("communities/silent", make([]))
    with pytest.raises(TooFewPosts, match="of its 1 posts 1 are replies"):
        require_enough("communities/chatty", make([at(1, "@user so very true")]))
    with pytest.raises(TooFewPosts, match=r"has 5 usable posts .* all are usable"):
        require_enough("communities/new", make([at(day, f"words that are said on day {day}") for day in range(5)]))


def test_an_empty_summary_counts_nothing() -> None:
    assert sift([], EXACT).left_out == DemonstrationSummary()
