from chorus.evaluation.filters import Filtered, Written, filter_posts
from chorus.evaluation.memorisation import Learned

WHOLE = "one two three four five six seven eight nine ten"
OWN = Learned("communities/counters", [WHOLE]).similarity


def filtered(*texts: str | Written, min_kept: int = 0) -> Filtered:
    posts = [Written(text) if isinstance(text, str) else text for text in texts]
    return filter_posts(posts, OWN, max_perplexity=400, min_kept=min_kept)


def test_counts_add_up() -> None:
    copied = "one two three four five six seven eight nine"
    result = filtered("", "a new post", "a new post", copied, "another one", min_kept=1)
    assert result.kept == ("a new post", "another one")
    assert (result.num_empty, result.num_duplicates, result.num_memorised, result.num_readmitted) == (1, 1, 1, 0)


def test_exactly_seven_tenths_is_not_memorised() -> None:
    # Seven of ten words in common on both sides: ROUGE-L is 0.7.
    assert filtered("one two three four five six seven a b c").num_memorised == 0
    assert filtered("one two three four five six seven eight b c").num_memorised == 1


def test_where_nearly_all_is_memorised_the_least_similar_are_kept() -> None:
    nearly = WHOLE.rsplit(" ", 1)[0]
    result = filtered(WHOLE, nearly, "something else", min_kept=2)
    assert result.kept == (nearly, "something else")
    assert (result.num_memorised, result.num_readmitted) == (2, 1)


def test_nothing_written_leaves_nothing() -> None:
    assert filtered().kept == ()


def test_what_surprises_the_base_model_too_much_is_dropped_before_it_is_compared() -> None:
    result = filtered(Written("a plain post", 399.9), Written("zq zq xv", 400.1), Written("nobody scored it"))
    assert result.kept == ("a plain post", "nobody scored it")
    assert (result.num_perplexing, result.num_memorised, result.num_duplicates) == (1, 0, 0)
    assert len(result.similarity) == 2


def test_of_the_same_post_twice_the_first_counts() -> None:
    result = filtered(Written("a post", 10.0), Written("a post", 500.0))
    assert (result.kept, result.num_duplicates, result.num_perplexing) == (("a post",), 1, 0)
