import polars as pl

from chorus.graph.community import Term
from chorus.graph.profile import display_name, profile
from chorus.graph.tables import MEMBERS, POSTS


def posts(*rows: tuple[str, str]) -> pl.DataFrame:
    return pl.DataFrame([(str(i), a, t, None, "") for i, (a, t) in enumerate(rows)], schema=POSTS, orient="row")


def members(**community: int) -> pl.DataFrame:
    return pl.DataFrame(list(community.items()), schema=MEMBERS, orient="row")


WHO = members(a=0, b=0, c=1, d=1, e=2)


def words(*rows: tuple[str, str]) -> list[list[str]]:
    return [[term.text for term in terms] for terms in profile(posts(*rows), WHO, 2)]


def test_terms_that_everybody_uses_come_last_or_not_at_all() -> None:
    soup, gym = words(
        ("a", "morning soup"), ("b", "morning #Soup"), ("c", "morning gym"), ("d", "morning gym"), ("e", "morning rain")
    )  # fmt: skip
    assert soup == ["soup"]
    assert gym == ["gym"]


def test_masks_and_stop_words_are_no_terms() -> None:
    soup, _ = words(("a", "RT @user the soup &amp; it's URL"), ("b", "soup’s https URL @user"), ("c", "gym"))
    assert soup == ["soup"]


def test_what_one_author_repeats_comes_after_what_several_say() -> None:
    elsewhere = [("c", "gym squats barbell")] * 20
    soup, _ = words(*[("a", f"sponsored {i}") for i in range(20)], ("a", "soup"), ("b", "soup"), *elsewhere)
    assert soup == ["soup", "sponsored"]


def test_a_term_counts_once_per_post() -> None:
    repeated = profile(posts(("a", "soup soup soup stew"), ("b", "stew soup"), ("c", "gym")), WHO, 2)
    once = profile(posts(("a", "soup stew"), ("b", "stew soup"), ("c", "gym")), WHO, 2)
    assert repeated == once


def test_a_community_without_a_word() -> None:
    silent, gym = profile(posts(("c", "gym"), ("e", "rain and wind")), WHO, 2)
    assert silent == ()
    assert display_name(silent)
    assert display_name((*gym, Term("weights", 0.1), Term("bench", 0.1), Term("rack", 0.1))) == "gym, weights, bench"
