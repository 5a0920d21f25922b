from collections.abc import Callable

import numpy as np
import pytest

from chorus.evaluation.encoder import LatentSemanticEncoder
from chorus.evaluation.semantics import corpus_distance, floor_distance, sample_size

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
    floor = floor_distance(own, 100, seed=0)
    near, far = corpus_distance(own, faithful, 100, seed=0), corpus_distance(own, strange, 100, seed=0)
    assert floor.low <= floor.value <= floor.high
    assert near < floor.value * 1.25
    assert far > 1.5 * near


def test_distances_shrink_with_size_so_sizes_are_made_equal(
    encoder: LatentSemanticEncoder, voice: Speak, names: tuple[str, ...]
) -> None:
    own = encoder.encode([voice(names[0], seed) for seed in range(200)])
    assert floor_distance(own, 30, seed=0).value > 1.5 * floor_distance(own, 100, seed=0).value


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
