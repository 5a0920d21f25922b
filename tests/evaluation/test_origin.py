from collections.abc import Callable

import numpy as np
import pytest
from sklearn.metrics import f1_score

from chorus.evaluation.encoder import LatentSemanticEncoder
from chorus.evaluation.origin import EncoderClassifier, LinearClassifier, confusion, f1_scores, origin_scores

Speak = Callable[[str, int], str]


@pytest.fixture
def classifier(voice: Speak, names: tuple[str, ...]) -> LinearClassifier:
    return LinearClassifier([[voice(name, seed) for seed in range(150)] for name in names], seed=0)


def test_f1_equals_the_textbook_one_on_groups_of_one_size() -> None:
    predicted = [np.random.default_rng(seed).integers(0, 3, 50) for seed in range(3)]
    truth = np.repeat([0, 1, 2], 50)
    expected = f1_score(truth, np.concatenate(predicted), average=None)
    assert f1_scores(confusion(predicted)) == pytest.approx(expected)


def test_f1_does_not_depend_on_how_many_posts_a_community_has() -> None:
    matrix = np.array([[8, 2], [3, 7]])
    assert f1_scores(matrix * np.array([[50], [1]])) == pytest.approx(f1_scores(matrix))


def test_a_faithful_voice_reaches_the_human_ceiling(
    classifier: LinearClassifier, voice: Speak, names: tuple[str, ...]
) -> None:
    human = origin_scores(classifier, [[voice(name, seed) for seed in range(500, 560)] for name in names], seed=0)
    spoken = origin_scores(classifier, [[voice(name, seed) for seed in range(900, 960)] for name in names], seed=0)
    assert human.macro_f1.value > 0.8
    assert spoken.macro_f1.value == pytest.approx(human.macro_f1.value, abs=0.08)
    assert spoken.bundle_macro_f1 == 1
    assert sum(spoken.confusion) == spoken.num_posts == 180
    assert spoken.macro_f1.low <= spoken.macro_f1.value <= spoken.macro_f1.high
    assert 0 < spoken.macro_f1.high - spoken.macro_f1.low < 0.2


def test_shuffled_labels_give_chance(classifier: LinearClassifier, voice: Speak, names: tuple[str, ...]) -> None:
    posts = [voice(name, seed) for seed in range(500, 600) for name in names]
    np.random.default_rng(0).shuffle(posts)
    scores = origin_scores(classifier, [posts[0:100], posts[100:200], posts[200:300]], seed=0)
    assert scores.macro_f1.low < 1 / 3 < scores.macro_f1.high


def test_one_voice_for_all_communities_is_no_better_than_chance(
    classifier: LinearClassifier, voice: Speak, names: tuple[str, ...]
) -> None:
    same = [voice("nobody", seed) for seed in range(60)]
    assert origin_scores(classifier, [same] * 3, seed=0).macro_f1.value <= 1 / 3 + 1e-9


def test_no_bundles_where_a_community_has_fewer_than_ten(
    classifier: LinearClassifier, voice: Speak, names: tuple[str, ...]
) -> None:
    posts = [[voice(name, seed) for seed in range(size)] for name, size in zip(names, (30, 9, 0), strict=True)]
    scores = origin_scores(classifier, posts, seed=0)
    assert scores.bundle_macro_f1 is None
    assert scores.f1[2] == 0


def test_the_same_seed_gives_the_same_scores(
    classifier: LinearClassifier, voice: Speak, names: tuple[str, ...]
) -> None:
    posts = [[voice(name, seed) for seed in range(40)] for name in names]
    assert origin_scores(classifier, posts, seed=3) == origin_scores(classifier, posts, seed=3)


def test_vectors_of_an_encoder_tell_apart_too(voice: Speak, names: tuple[str, ...]) -> None:
    posts = [[voice(name, seed) for seed in range(150)] for name in names]
    encoder = LatentSemanticEncoder([text for group in posts for text in group], 0)
    classifier = EncoderClassifier(encoder, posts, seed=0)
    scores = origin_scores(classifier, [[voice(name, seed) for seed in range(200, 260)] for name in names], seed=0)
    assert scores.macro_f1.low > 0.8
    assert classifier.log_probabilities(["shared1 apple2"]).shape == (1, 3)
