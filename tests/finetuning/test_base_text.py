from hypothesis import given
from hypothesis import strategies as st

from chorus.finetuning.base_text import GroupedPosts, lay_out, plain_requests
from chorus.finetuning.instructions import Instruction

_PAIRS = (Instruction("What is ice?", "Frozen water."),)
_GROUPS = (
    GroupedPosts("secret-north", tuple(f"north post number {i} about lanterns" for i in range(40))),
    GroupedPosts("secret-south", tuple(f"south post number {i} about canals" for i in range(30))),
)


def test_every_post_is_answered_once_and_every_pair_twice() -> None:
    responses = sorted(exchange.response for exchange in lay_out(_GROUPS, _PAIRS, seed=0))
    assert responses == sorted([*(t for g in _GROUPS for t in g.texts), *["Frozen water."] * 2])


def test_half_the_posts_follow_others_of_their_own_group_and_never_themselves() -> None:
    exchanges = [e for e in lay_out(_GROUPS, (), seed=0) if "Here are posts" in e.prompt]
    assert len(exchanges) == 35
    for exchange in exchanges:
        own, other = ("north", "south") if exchange.response.startswith("north") else ("south", "north")
        shown = [line for line in exchange.prompt.splitlines() if line.startswith("- ")]
        assert 1 <= len(shown) <= 30
        assert all(line.startswith(f"- {own}") for line in shown)
        assert f"- {exchange.response}" not in shown
        assert other not in exchange.prompt


def test_no_prompt_names_a_group() -> None:
    assert not any("secret" in exchange.prompt for exchange in lay_out(_GROUPS, _PAIRS, seed=0))


def test_seed_decides_the_layout() -> None:
    assert lay_out(_GROUPS, _PAIRS, seed=1) == lay_out(_GROUPS, _PAIRS, seed=1)
    assert lay_out(_GROUPS, _PAIRS, seed=1) != lay_out(_GROUPS, _PAIRS, seed=2)


def test_topics_are_words_of_the_response() -> None:
    topics = [e.prompt.removeprefix("Write a post about ").rstrip(".") for e in plain_requests(_GROUPS[0].texts * 5, 0)]
    written = [t for t in topics if not t.startswith("Write") and t in {"north", "post", "number", "lanterns", "about"}]
    assert written


@given(st.lists(st.text(max_size=40), max_size=12), st.integers(0, 5))
def test_any_text_is_laid_out_and_blank_ones_are_left_out(texts: list[str], seed: int) -> None:
    exchanges = lay_out((GroupedPosts("g", tuple(texts)),), (), seed)
    assert sorted(e.response for e in exchanges) == sorted(t.strip() for t in texts if t.strip())
