import pytest

from chorus.evaluation.agreement import cohens_kappa, krippendorffs_alpha, mean_kappa, share

# Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011, section C: four observers, twelve units, answers missing.
FOUR = {
    "A": "1 2 3 3 2 1 4 1 2 . . .",
    "B": "1 2 3 3 2 2 4 1 2 5 . 3",
    "C": ". 3 3 3 2 3 4 2 2 5 1 .",
    "D": "1 2 3 3 2 4 4 1 2 5 1 .",
}
# The same, section B: two observers, ten units, two answers.
TWO = {"Meg": "0 1 0 0 0 0 0 0 1 0", "Owen": "1 1 1 0 0 1 0 0 0 0"}


def ratings(rows: dict[str, str]) -> dict[str, dict[str, str]]:
    return {
        rater: {str(unit): answer for unit, answer in enumerate(row.split()) if answer != "."}
        for rater, row in rows.items()
    }


def two_raters(*counts: tuple[str, str, int]) -> tuple[dict[str, str], dict[str, str]]:
    pairs = [(one, two) for one, two, number in counts for _ in range(number)]
    first, second = zip(*pairs, strict=True)
    return dict(enumerate_ids(first)), dict(enumerate_ids(second))


def enumerate_ids(answers: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(str(place), answer) for place, answer in enumerate(answers)]


def test_alpha_is_that_of_the_published_examples() -> None:
    assert krippendorffs_alpha(ratings(FOUR), "12345") == pytest.approx(0.743, abs=5e-4)
    assert krippendorffs_alpha(ratings(FOUR), "12345", ordered=True) == pytest.approx(0.815, abs=5e-4)
    assert krippendorffs_alpha(ratings(TWO), "01") == pytest.approx(0.095, abs=5e-4)


def test_kappa_is_that_of_the_published_examples() -> None:
    # Cohen 1960, three categories of 200 cases: they agree on .70 where chance gives .41.
    first, second = two_raters(
        ("a", "a", 88), ("a", "b", 14), ("a", "c", 18),
        ("b", "a", 10), ("b", "b", 40), ("b", "c", 10),
        ("c", "a", 2), ("c", "b", 6), ("c", "c", 12),
    )  # fmt: skip
    assert cohens_kappa(first, second) == pytest.approx(0.492, abs=5e-4)
    first, second = two_raters(("yes", "yes", 20), ("yes", "no", 5), ("no", "yes", 10), ("no", "no", 15))
    assert cohens_kappa(first, second) == pytest.approx(0.4)


def test_only_what_both_rated_counts_for_kappa() -> None:
    first, second = two_raters(("yes", "yes", 20), ("yes", "no", 5), ("no", "yes", 10), ("no", "no", 15))
    assert cohens_kappa({**first, "alone": "yes"}, second) == pytest.approx(0.4)


def test_nothing_to_compare_is_no_agreement() -> None:
    assert cohens_kappa({"1": "a"}, {"2": "a"}) is None
    assert cohens_kappa({"1": "a"}, {"1": "a"}) is None
    assert mean_kappa({"A": {"1": "a", "2": "b"}}) is None
    assert krippendorffs_alpha({"A": {"1": "a"}}, "ab") is None
    assert krippendorffs_alpha({"A": {"1": "a"}, "B": {"2": "b"}}, "ab") is None
    assert krippendorffs_alpha({}, "ab") is None
    assert share(0, 0) is None


def test_kappa_of_several_is_the_mean_over_pairs() -> None:
    first, second = two_raters(("yes", "yes", 20), ("yes", "no", 5), ("no", "yes", 10), ("no", "no", 15))
    assert mean_kappa({"A": first, "B": second, "C": first}) == pytest.approx((0.4 + 1 + 0.4) / 3)


def test_a_share_has_wilsons_interval() -> None:
    # arXiv 2408.09366: 248 of 300 pairs, 82.7%, 78.0 to 86.5.
    found = share(248, 300)
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((0.827, 0.780, 0.865), abs=5e-4)
