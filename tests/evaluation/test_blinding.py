from collections import Counter

import pytest

from chorus.errors import FailedPrecondition, InvalidArgument
from chorus.evaluation.blinding import blind, check_config
from chorus.evaluation.codebook import find_codebook
from chorus.evaluation.rating import RatingConfig

COMMUNITIES = ("communities/apple", "communities/berry")
POSTS = {
    (voice, community): [f"{voice} {community} {number}" for number in range(40)]
    for voice in ("human", "finetuned", "context")
    for community in COMMUNITIES
}
PAIRS, HARM = find_codebook("authenticity"), find_codebook("harm")


def test_pairs_are_of_one_community_and_of_both_voices_on_either_side() -> None:
    found = blind(POSTS, COMMUNITIES, PAIRS, RatingConfig(num_items=60), "ab12")
    assert Counter(item.community for item in found.items) == dict.fromkeys(COMMUNITIES, 30)
    for item in found.items:
        for voice, text in zip(found.voices[item.id], item.texts, strict=True):
            assert text.startswith(f"{voice} {item.community} ")
    left = Counter(voices[0] for voices in found.voices.values())
    assert set(left) == {"finetuned", "context"}
    assert min(left.values()) > 15
    assert len({text for item in found.items for text in item.texts}) == 120


def test_what_a_rater_sees_names_no_voice_and_stands_in_no_order() -> None:
    found = blind(POSTS, COMMUNITIES, HARM, RatingConfig("harm", 40, ("finetuned", "human")), "ab12")
    assert [item.id for item in found.items] == [f"ab12-{number:03}" for number in range(1, 41)]
    order = [found.voices[item.id] for item in found.items]
    assert order != sorted(order)
    assert [item.community for item in found.items] != sorted(item.community for item in found.items)


def test_single_posts_are_spread_over_voices_and_communities() -> None:
    config = RatingConfig("harm", 41, ("finetuned", "context", "human"))
    found = blind(POSTS, COMMUNITIES, HARM, config, "ab12")
    counts = Counter((found.voices[item.id][0], item.community) for item in found.items)
    assert sum(counts.values()) == 41
    assert max(counts.values()) - min(counts.values()) <= 1


def test_the_same_seed_draws_the_same() -> None:
    first, again = (blind(POSTS, COMMUNITIES, PAIRS, RatingConfig(seed=3), "ab12") for _ in range(2))
    assert first == again
    assert blind(POSTS, COMMUNITIES, PAIRS, RatingConfig(seed=4), "ab12") != first


def test_a_voice_that_wrote_little_makes_a_shorter_sheet() -> None:
    posts = {**POSTS, ("context", "communities/berry"): ["one", "two"]}
    found = blind(posts, COMMUNITIES, PAIRS, RatingConfig(), "ab12")
    assert Counter(item.community for item in found.items) == {"communities/apple": 30, "communities/berry": 2}
    with pytest.raises(FailedPrecondition, match="more posts"):
        blind({key: [] for key in POSTS}, COMMUNITIES, PAIRS, RatingConfig(), "ab12")


@pytest.mark.parametrize(
    ("config", "field", "says"),
    [
        (RatingConfig(voices=("finetuned", "me")), "config.voices[1]", "'me' is no voice"),
        (RatingConfig(voices=("human", "human")), "config.voices", "named twice"),
        (RatingConfig(voices=("human",)), "config.voices", "name two, not 1"),
        (RatingConfig(num_items=0), "config.num_items", "between 1 and 2000"),
        (RatingConfig(num_items=2001), "config.num_items", "between 1 and 2000"),
        (RatingConfig(seed=-1), "config.seed", "between 0"),
    ],
)
def test_a_sheet_that_cannot_be_is_refused(config: RatingConfig, field: str, says: str) -> None:
    with pytest.raises(InvalidArgument, match=says) as caught:
        check_config(config, PAIRS)
    assert caught.value.field == field


def test_single_posts_need_a_voice() -> None:
    check_config(RatingConfig("harm", voices=("human",)), HARM)
    with pytest.raises(InvalidArgument, match="at least one voice"):
        check_config(RatingConfig("harm", voices=()), HARM)
