"""Origin classification: is a post recognisably of its community?

A classifier learns from human posts which community a text is from; how often it is right about a persona's posts is how
recognisable the persona is (arXiv 2408.09366). It learns from training authors only, and held-out authors' posts give the
ceiling. F1 is computed on the confusion matrix with every row scaled to 1, so that it does not depend on how many posts of a
community were kept, and voices can be compared with each other and with the ceiling.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline, make_union

from chorus.evaluation.encoder import Encoder
from chorus.evaluation.intervals import bootstrap
from chorus.evaluation.report import OriginScores

BUNDLE = 10
MAX_TRAINING_POSTS = 3000
"""Posts of one community that the classifier learns from: more cost minutes and add little."""
MIN_POSTS_FOR_RARE_TERMS = 200


class OriginClassifier(Protocol):
    """Tells which community texts are from."""

    def log_probabilities(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Natural log-probability of every community for each text. Shape: (texts, communities)."""
        ...


class LinearClassifier:
    """Logistic regression on TF-IDF of word 1–2-grams and character 3–5-grams."""

    def __init__(self, posts: Sequence[Sequence[str]], seed: int) -> None:
        """Learn from human posts, one sequence for each community."""
        texts, labels = _examples(posts, seed)
        self._model = _pipeline(num_texts=len(texts), seed=seed).fit(texts, labels)

    def log_probabilities(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Natural log-probability of every community for each text. Shape: (texts, communities)."""
        return np.asarray(self._model.predict_log_proba(list(texts)), dtype=np.float64)


class EncoderClassifier:
    """Logistic regression on the vectors of an encoder: any transformer, finetuned or not, read as it is."""

    def __init__(self, encoder: Encoder, posts: Sequence[Sequence[str]], seed: int) -> None:
        """Learn from human posts, one sequence for each community."""
        self._encoder = encoder
        texts, labels = _examples(posts, seed)
        self._model = _regression(seed).fit(encoder.encode(texts), labels)

    def log_probabilities(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Natural log-probability of every community for each text. Shape: (texts, communities)."""
        return np.asarray(self._model.predict_log_proba(self._encoder.encode(texts)), dtype=np.float64)


def origin_scores(classifier: OriginClassifier, posts: Sequence[Sequence[str]], seed: int) -> OriginScores:
    """Classify texts of every community, one sequence for each, and score the answers."""
    answers = [_classify(classifier, group, len(posts)) for group in posts]
    predicted = [answer.argmax(axis=1) for answer in answers]
    matrix = confusion(predicted)
    return OriginScores(
        macro_f1=bootstrap(_macro_f1, matrix, seed),
        bundle_macro_f1=_bundle_macro_f1(answers, seed),
        f1=tuple(float(value) for value in f1_scores(matrix)),
        confusion=tuple(int(count) for count in matrix.ravel()),
        num_posts=int(matrix.sum()),
    )


def confusion(predicted: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Counts of true community × predicted community, from the predictions of each community's texts."""
    return np.stack([np.bincount(group, minlength=len(predicted)) for group in predicted]).astype(np.int64)


def f1_scores(matrix: NDArray[np.int64]) -> NDArray[np.float64]:
    """F1 of each community with every community weighing the same; 0 for one without texts.

    Shape: (…, communities, communities) to (…, communities).
    """
    rates = matrix / np.maximum(matrix.sum(axis=-1, keepdims=True), 1)
    found = np.diagonal(rates, axis1=-2, axis2=-1)
    return np.asarray(2 * found / (1 + rates.sum(axis=-2)), dtype=np.float64)


def _macro_f1(matrix: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.asarray(f1_scores(matrix).mean(axis=-1), dtype=np.float64)


def _classify(classifier: OriginClassifier, texts: Sequence[str], num_communities: int) -> NDArray[np.float64]:
    return classifier.log_probabilities(texts) if texts else np.zeros((0, num_communities))


def _bundle_macro_f1(answers: Sequence[NDArray[np.float64]], seed: int) -> float | None:
    """Macro F1 where ten posts of one community are judged together, by the sum of their log-probabilities."""
    if min(len(answer) for answer in answers) < BUNDLE:
        return None
    random = np.random.default_rng(seed)
    predicted = []
    for answer in answers:
        whole = len(answer) // BUNDLE * BUNDLE
        bundles = random.permutation(answer)[:whole].reshape(-1, BUNDLE, answer.shape[1])
        predicted.append(bundles.sum(axis=1).argmax(axis=1))
    return float(_macro_f1(confusion(predicted)))


def _pipeline(num_texts: int, seed: int) -> Pipeline:
    min_df = 2 if num_texts >= MIN_POSTS_FOR_RARE_TERMS else 1
    words = TfidfVectorizer(token_pattern=r"\w+", ngram_range=(1, 2), min_df=min_df, sublinear_tf=True)
    characters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), min_df=min_df, max_features=100_000, sublinear_tf=True
    )
    return make_pipeline(make_union(words, characters), _regression(seed))


def _regression(seed: int) -> LogisticRegression:
    return LogisticRegression(C=3.0, class_weight="balanced", tol=1e-3, max_iter=500, random_state=seed % 2**32)


def _examples(posts: Sequence[Sequence[str]], seed: int) -> tuple[list[str], list[int]]:
    """Texts and the places of their communities; of large communities a sample."""
    random = np.random.default_rng(seed)
    samples = [_sample(group, MAX_TRAINING_POSTS, random) for group in posts]
    texts = [text for group in samples for text in group]
    return texts, [label for label, group in enumerate(samples) for _ in group]


def _sample(texts: Sequence[str], size: int, random: np.random.Generator) -> list[str]:
    if len(texts) <= size:
        return list(texts)
    return [texts[index] for index in np.sort(random.choice(len(texts), size, replace=False))]
