"""Windows of time: people who change are seen to change, and a voice that stays behind is seen to stay behind."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from string import ascii_lowercase

import pytest

from chorus.evaluation.encoder import LatentSemanticEncoder
from chorus.evaluation.origin import LinearClassifier
from chorus.evaluation.posts import OwnPosts, split_by_author
from chorus.evaluation.report import WindowScores
from chorus.evaluation.windows import cut, window_scores
from chorus.types.post import Post

Clean = Callable[[str], str]
START = datetime(2026, 1, 1, tzinfo=UTC)
NAMES = ("communities/apple", "communities/berry")
NUM_POSTS = 480


def write(community: str, style: str, draw: Random) -> str:
    """A post of words that all use and, every third, words of a community's style."""
    letters = Random(f"{community} {style}")
    own = ["".join(letters.choices(ascii_lowercase, k=7)) for _ in range(12)]
    shared = [f"all{number}" for number in range(40)]
    return " ".join(draw.choice(own if draw.random() < 0.35 else shared) for _ in range(12))


def people(clean: Clean, *, change: bool, timed: bool = True) -> list[OwnPosts]:
    """Two communities over a hundred days, half of which they may write in another style."""
    own = []
    for name in NAMES:
        draw = Random(name)
        posts = []
        for number in range(NUM_POSTS):
            style = "new" if change and number >= NUM_POSTS // 2 else "old"
            time = START + timedelta(days=100 * number / NUM_POSTS) if timed else None
            posts.append(Post(str(number), f"{name}-{draw.randrange(90)}", write(name, style, draw), time))
        own.append(split_by_author(name, posts, clean))
    return own


def scores(own: list[OwnPosts], number: int, *, silent: bool = False) -> tuple[WindowScores, ...]:
    """Of voices that write in the old style."""
    draw = Random(1)
    written = [] if silent else [[write(name, "old", draw) for _ in range(100)] for name in NAMES]
    encoder = LatentSemanticEncoder([text for posts in own for text in posts.training], 0)
    return window_scores(own, written, number, lambda posts: LinearClassifier(posts, 0), encoder, 0)


def test_people_who_change_are_seen_to_and_a_voice_of_the_past_stays_behind(cleaner: Clean) -> None:
    windows = scores(people(cleaner, change=True), 4)
    assert [sum(window.num_posts) for window in windows] == [240] * 4
    assert all(window.start < window.end for window in windows if window.start and window.end)
    f1 = [window.human.macro_f1.value for window in windows if window.human]
    assert min(f1[:2]) > 0.8
    assert max(f1[2:]) < 0.7
    for place in range(2):
        moved = [window.people[place].frechet.value for window in windows]
        away = [window.finetuned[place].frechet.value for window in windows]
        assert min(moved[2:]) > 2 * max(moved[:2])
        assert min(away[2:]) > 2 * max(away[:2])
        assert moved[0] == windows[0].people[place].floor.value


def test_people_who_stay_the_same_are_seen_to(cleaner: Clean) -> None:
    windows = scores(people(cleaner, change=False), 3)
    for window in windows:
        assert window.human is not None
        assert window.human.macro_f1.value > 0.8
        for one in (*window.people, *window.finetuned):
            assert one.frechet.value < 1.5 * one.floor.value


def test_without_a_finetuned_voice_there_are_people_alone(cleaner: Clean) -> None:
    windows = scores(people(cleaner, change=False), 2, silent=True)
    assert [(len(window.people), len(window.finetuned)) for window in windows] == [(2, 0), (2, 0)]


def test_posts_without_times_have_no_windows(cleaner: Clean) -> None:
    assert scores(people(cleaner, change=False, timed=False), 2) == ()


@pytest.mark.parametrize("number", [2, 7, 24])
def test_every_post_is_in_one_window(cleaner: Clean, number: int) -> None:
    own = people(cleaner, change=False)
    windows = cut(own, number)
    assert len(windows) == number
    for place, posts in enumerate(own):
        assert tuple(post for window in windows for post in window[place]) == posts.in_order


def test_posts_of_one_moment_are_in_one_window(cleaner: Clean) -> None:
    posts = [Post(str(number), f"a{number}", f"text {number}", START) for number in range(200)]
    own = [split_by_author(name, posts, cleaner) for name in NAMES]
    assert [len(window[0]) for window in cut(own, 4)] == [200]


def test_a_community_that_came_later_is_looked_at_where_it_can_be(cleaner: Clean) -> None:
    early, late = people(cleaner, change=False)
    shifted = [
        Post(str(number), f"x{number}", post.text, post.time + timedelta(days=100))
        for number, post in enumerate(late.in_order)
    ]
    windows = scores([early, split_by_author(NAMES[1], shifted, cleaner)], 2)
    assert [window.human for window in windows] == [None, None]
    assert [[one.community for one in window.people] for window in windows] == [[NAMES[0]], []]
