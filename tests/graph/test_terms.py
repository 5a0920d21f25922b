import polars as pl

from chorus.graph import terms
from chorus.graph.community import Term
from chorus.graph.terms import count_terms, display_name, leading, weigh

SCHEMA = {"author": pl.String(), "text": pl.String(), "community": pl.Int32()}
WHERE = {"a": 0, "b": 0, "c": 1, "d": 1, "e": None}


def counted(*rows: tuple[str, str]) -> pl.DataFrame:
    return count_terms(pl.DataFrame([(a, t, WHERE[a]) for a, t in rows], schema=SCHEMA, orient="row"))


def found(*rows: tuple[str, str], hashtags: bool = False) -> list[list[str]]:
    weights = weigh(counted(*rows))
    return [[term.text for term in leading(weights, community, hashtags=hashtags)] for community in (0, 1)]


def test_terms_that_everybody_uses_come_last_or_not_at_all() -> None:
    soup, gym = found(
        ("a", "morning soup"), ("b", "morning #Soup"), ("c", "morning gym"), ("d", "morning gym"), ("e", "morning rain")
    )  # fmt: skip
    assert soup == ["soup"]
    assert gym == ["gym"]


def test_masks_and_stop_words_are_no_terms() -> None:
    soup, _ = found(("a", "RT @user the soup &amp; it's URL"), ("b", "soup’s https URL @user"), ("c", "gym"))
    assert soup == ["soup"]


def test_what_one_author_repeats_comes_after_what_several_say() -> None:
    elsewhere = [("c", "gym squats barbell")] * 20
    soup, _ = found(*[("a", "sponsored")] * 20, ("a", "soup"), ("b", "soup"), *elsewhere)
    assert soup == ["soup", "sponsored"]


def test_a_term_counts_once_per_post() -> None:
    repeated = counted(("a", "soup soup soup stew"), ("b", "stew soup"), ("c", "gym"), ("d", "gym"))
    once = counted(("a", "soup stew"), ("b", "stew soup"), ("c", "gym"), ("d", "gym"))
    assert repeated.sort(repeated.columns).equals(once.sort(once.columns))


def test_hashtags_are_weighed_among_themselves_and_are_words_too() -> None:
    rows = [("a", "#Soup and bread"), ("b", "#soup and bread"), ("c", "#gym"), ("d", "#gym")]
    soup, gym = found(*rows, hashtags=True)
    assert soup == ["#soup"]
    assert gym == ["#gym"]
    assert "soup" in found(*rows)[0]


def test_chunks_never_split_an_author() -> None:
    rows = [(author, f"soup {number % 3} stew") for author in "abcd" for number in range(5)]
    posts = pl.DataFrame([(a, t, WHERE[a]) for a, t in rows], schema=SCHEMA, orient="row")
    whole = count_terms(posts)
    small = count_terms(posts.sample(fraction=1, shuffle=True, seed=1), posts_per_chunk=3)
    assert small.sort("term", "community").equals(whole.sort("term", "community"))
    assert set(whole["num_authors"]) == {2}


def test_a_community_without_a_word() -> None:
    silent, gym = found(("c", "gym"), ("d", "gym"), ("e", "rain and wind"))
    assert silent == []
    assert display_name([])
    assert display_name([Term(text) for text in (*gym, "weights", "bench", "rack")]) == "gym, weights, bench"


def test_no_posts_have_no_terms() -> None:
    assert count_terms(pl.DataFrame(schema=SCHEMA)).is_empty()
    assert terms.leading(weigh(count_terms(pl.DataFrame(schema=SCHEMA))), 0) == ()
