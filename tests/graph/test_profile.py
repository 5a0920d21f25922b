from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from chorus.graph.community import CentralMember, LanguageCount
from chorus.graph.describing import flow_shares
from chorus.graph.network import Network
from chorus.graph.profile import MAX_PERIODS, activity, central, languages, quotes
from chorus.graph.tables import POSTS, TIES

START = datetime(2016, 5, 3, 15, tzinfo=UTC)


def posts(*rows: tuple[str, str], times: list[datetime | None] | None = None, language: str = "en") -> pl.DataFrame:
    stamps = times or [None] * len(rows)
    table = [(str(i), a, t, stamps[i], language, "") for i, (a, t) in enumerate(rows)]
    return pl.DataFrame(table, schema=POSTS, orient="row")


def test_languages_as_stated_most_used_first() -> None:
    table = pl.concat([posts(("a", "x"), ("b", "y")), posts(("c", "z"), language="")])
    assert languages(table) == (LanguageCount("en", 2), LanguageCount("", 1))


@pytest.mark.parametrize(("days", "length"), [(5, 1), (60, 1), (61, 7), (500, 28), (3000, 364)])
def test_activity_in_periods_that_fit_the_span(days: int, length: int) -> None:
    times: list[datetime | None] = [START, START, START + timedelta(days=days - 1), None]
    found = activity(posts(*[("a", "x")] * 4, times=times))
    assert (found[0].start, found[0].num_days, found[0].num_posts) == ("2016-05-03", length, 2)
    assert sum(period.num_posts for period in found) == 3
    assert len(found) == (days - 1) // length + 1 <= MAX_PERIODS
    assert found[-1].num_posts == 1


def test_posts_without_a_time_show_no_activity() -> None:
    assert activity(posts(("a", "x"))) == ()


def test_central_members_have_the_most_weight_inside() -> None:
    ties = pl.DataFrame([(0, 1, 5.0), (0, 2, 1.0), (2, 3, 9.0)], schema=TIES, orient="row")
    network = Network(pl.Series(["a", "b", "c", "d"]), ties)
    found = central(network, np.array([True, True, True, False]))
    assert found == (CentralMember("a", 6), CentralMember("b", 5), CentralMember("c", 1))


def test_representative_posts_are_about_what_sets_a_community_apart() -> None:
    soup = posts(
        *[(f"s{n}", f"hello friends, the lentil soup number{n} simmers all day") for n in range(6)],
        ("s7", "hello friends, what a sunny day outside today"),
    )
    gym = posts(*[(f"g{n}", f"hello friends, squats number{n} and barbell all day") for n in range(6)])
    found, other = quotes([soup, gym], [], seed=0)
    assert "soup" in found.representative[0].text
    assert "squats" in other.representative[0].text
    assert "sunny" in {word for post in found.diverse[:2] for word in post.text.split()}


def test_one_author_and_one_wording_are_quoted_once() -> None:
    table = posts(
        *[("a", f"lentil soup with garlic number{n} simmering") for n in range(5)],
        ("b", "lentil soup with garlic number1 simmering"),
        ("c", "my broth needs carrots and celery"),
    )
    (found,) = quotes([table], [], seed=0)
    assert len({post.author for post in found.representative}) == len(found.representative)
    assert len(found.representative) == 2
    assert len({post.id for post in found.diverse}) == len(found.diverse)


def test_quotes_are_drawn_by_seed() -> None:
    table = posts(*[(f"a{n}", f"word{n} word{n + 1} word{n + 2} word{n * 7}") for n in range(3000)])
    assert quotes([table], [], 1) == quotes([table], [], 1)
    assert quotes([table], [], 1) != quotes([table], [], 2)


def test_communities_without_words_or_posts_have_no_quotes() -> None:
    silent, empty = quotes([posts(("a", "")), posts()], [], seed=0)
    assert (silent.representative, empty.representative, empty.diverse) == ((), (), ())


def test_the_flows_of_merged_communities_count_every_tie_once() -> None:
    # Inside 0: 4, inside 1: 2, between 0 and 1: 3, from 0 to 2: 1, elsewhere from 1: 2.
    between = np.array([[4, 3, 1, 0], [3, 2, 0, 2], [1, 0, 5, 0]], dtype=float)
    shares = flow_shares(between, (0, 1))
    assert shares[0] + shares[1] == pytest.approx((4 + 2 + 3) / 12)
    assert shares[2] == pytest.approx(1 / 12)
    assert flow_shares(between, (0,)) == pytest.approx((4 / 8, 3 / 8, 1 / 8))
