from collections.abc import Callable

import numpy as np
import pytest

from chorus.evaluation.encoder import LatentSemanticEncoder
from chorus.evaluation.semantics import corpus_likeness, human_likeness, sample_size

Speak = Callable[[str, int], str]


@pytest.fixture
def encoder(voice: Speak, names: tuple[str, ...]) -> LatentSemanticEncoder:
    return LatentSemanticEncoder([voice(name, seed) for name in names for seed in range(150)], seed=0)


def test_a_faithful_corpus_is_near_the_floor_and_a_strange_one_is_not(
    encoder: LatentSemanticEncoder, voice: Speak, names: tuple[str, ...]
) -> None:
    own = encoder.encode([voice(names[0], seed) for seed in range(200)])
    faithful = encoder.encode([voice(names[0], seed) for seed in range(500, 600)])
    strange = encoder.encode([voice(names[1], seed) for seed in range(500, 600)])
    people = human_likeness(own, 100, seed=0)
    near, far = corpus_likeness(own, faithful, 100, seed=0), corpus_likeness(own, strange, 100, seed=0)
    assert people.frechet.low <= people.frechet.value <= people.frechet.high
    assert near.frechet.value < people.frechet.value * 1.25
    assert far.frechet.low > near.frechet.high
    assert abs(near.overlap.precision - people.overlap.precision) < 0.1
    assert far.overlap.precision < near.overlap.precision - 0.2
    assert far.overlap.coverage < near.overlap.coverage - 0.2


def test_one_good_post_again_and_again_has_precision_and_no_coverage(
    encoder: LatentSemanticEncoder, voice: Speak, names: tuple[str, ...]
) -> None:
    own = encoder.encode([voice(names[0], seed) for seed in range(200)])
    parrot = np.repeat(own[:1], 100, axis=0)
    found = corpus_likeness(own, parrot, 100, seed=0)
    assert found.overlap.precision > 0.5
    assert found.overlap.coverage < 0.2


def test_distances_shrink_with_size_so_sizes_are_made_equal(
    encoder: LatentSemanticEncoder, voice: Speak, names: tuple[str, ...]
) -> None:
    own = encoder.encode([voice(names[0], seed) for seed in range(200)])
    small, large = human_likeness(own, 30, seed=0), human_likeness(own, 100, seed=0)
    assert small.frechet.value > 1.5 * large.frechet.value


def test_sample_size_is_the_smallest_usable_corpus() -> None:
    def vectors(count: int) -> np.ndarray:
        return np.zeros((count, 2))

    assert sample_size(vectors(100), [vectors(70), vectors(80)]) == 50
    assert sample_size(vectors(100), [vectors(40), vectors(1), vectors(80)]) == 40


def test_encodes_texts_of_unknown_words(encoder: LatentSemanticEncoder) -> None:
    vectors = encoder.encode(["nothing known", "shared1 shared2"])
    assert vectors.shape == (2, 48)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([0, 1])


def test_few_texts_make_fewer_dimensions() -> None:
    assert LatentSemanticEncoder(["one two", "two three", "four"], seed=0).encode(["one"]).shape == (1, 3)
