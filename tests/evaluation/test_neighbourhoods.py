import numpy as np
import pytest

from chorus.evaluation.neighbourhoods import overlap


def normal(seed: int, size: int = 300) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(size, 6))


def test_a_set_lies_wholly_in_itself() -> None:
    found = overlap(normal(0), normal(0))
    assert (found.precision, found.coverage) == (1, 1)


def test_of_one_distribution_coverage_is_what_theory_says() -> None:
    # Naeem et al. 2020: for equal sizes 1 - (N - 1)...(N - k) / ((2N - 1)...(2N - k)), near 1 - 2^-k.
    found = np.mean([overlap(normal(seed), normal(seed + 100), num_neighbours=3).coverage for seed in range(20)])
    assert found == pytest.approx(1 - 2**-3, abs=0.02)


def test_far_apart_nothing_overlaps() -> None:
    found = overlap(normal(0), normal(1) + 50)
    assert (found.precision, found.coverage) == (0, 0)


def test_a_part_of_the_whole_is_precise_and_covers_a_part() -> None:
    human = normal(0)
    human[:150] += 40
    found = overlap(human, normal(1, 150))
    assert found.precision > 0.8
    assert 0.3 < found.coverage < 0.5


def test_a_few_vectors_have_fewer_neighbours() -> None:
    assert overlap(normal(0, 2), normal(0, 2)).coverage == 1
