from chorus.evaluation.filters import filter_posts
from chorus.evaluation.memorisation import Learned

WHOLE = "one two three four five six seven eight nine ten"
OWN = Learned("communities/counters", [WHOLE]).similarity


def test_counts_add_up() -> None:
    copied = "one two three four five six seven eight nine"
    result = filter_posts(["", "a new post", "a new post", copied, "another one"], OWN, min_kept=1)
    assert result.kept == ("a new post", "another one")
    assert (result.num_empty, result.num_duplicates, result.num_memorised, result.num_readmitted) == (1, 1, 1, 0)


def test_exactly_seven_tenths_is_not_memorised() -> None:
    # Seven of ten words in common on both sides: ROUGE-L is 0.7.
    assert filter_posts(["one two three four five six seven a b c"], OWN, min_kept=0).num_memorised == 0
    assert filter_posts(["one two three four five six seven eight b c"], OWN, min_kept=0).num_memorised == 1


def test_where_nearly_all_is_memorised_the_least_similar_are_kept() -> None:
    nearly = WHOLE.rsplit(" ", 1)[0]
    result = filter_posts([WHOLE, nearly, "something else"], OWN, min_kept=2)
    assert result.kept == (nearly, "something else")
    assert (result.num_memorised, result.num_readmitted) == (2, 1)


def test_nothing_written_leaves_nothing() -> None:
    assert filter_posts([], OWN).kept == ()
