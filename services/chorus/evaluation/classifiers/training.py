"""``python -m chorus.evaluation.classifiers.training LABELS``: makes the classifiers that come with Chorus, and their cards.

``LABELS`` is a folder with ``goemotions`` (Demszky et al. 2020, Apache-2.0), ``davidson`` (Davidson et al. 2017, MIT) and
``surge_toxicity`` (Surge AI 2021, MIT). Texts are read, learned from and left where they are.
"""

import csv
import gzip
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, precision_recall_curve

from chorus.evaluation.classifiers.linear import LinearTextClassifier, features

SEED = 0

EMOTION = """# emotion

28 emotions in a short text, each with a probability of its own. Labels: GoEmotions (Demszky et al. 2020, Apache-2.0), comments on
Reddit in English; its own split into training, development and test.

Macro F1 of 0.46 is published for a finetuned BERT on the same test texts. Rare emotions (grief, relief) are found seldom.
Comments of 2005 to 2019, each rated by three readers or more in India: read single texts with care, and compare many.
"""
TOXICITY = """# toxicity

Whether a short text is toxic. Labels: hateful or offensive tweets (Davidson et al. 2017, MIT) and toxic comments (Surge AI 2021,
MIT), in English; eight tenths to learn from, one to choose the threshold, one to test.

The tweets were collected by slurs, and their raters took African American English for offensive more often than it was (Sap et
al. 2019): do not compare communities that differ in dialect, and do not moderate by it. It reads words, not what is meant.
"""


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts and what is in them."""

    texts: tuple[str, ...]
    is_there: NDArray[np.bool_]
    """Shape: (texts, labels)."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one classifier is made."""

    name: str
    labels: tuple[str, ...]
    training: Labelled
    tuning: Labelled
    """Thresholds are chosen on it."""
    tests: Mapping[str, Labelled]
    card: str
    strength: float
    """Inverse of the regularisation."""
    num_weights: int
    """Kept of each label."""


def main(folder: Path) -> None:
    """Make everything."""
    out = Path(str(files("chorus.evaluation.classifiers")))
    for recipe in (emotion(folder), toxicity(folder)):
        trained = train(recipe)
        trained.save(out / f"{recipe.name}.safetensors")
        card = "\n".join((recipe.card, *measured(trained, recipe.tests)))
        (out / f"{recipe.name}.md").write_text(card + "\n", encoding="utf-8")
        print(card)


def train(recipe: Recipe) -> LinearTextClassifier:
    """One logistic regression for each label; thresholds from the tuning texts."""
    seen = features().transform(list(recipe.training.texts))
    models = []
    for place, label in enumerate(recipe.labels):
        print(f"{recipe.name}: {label}", file=sys.stderr, flush=True)
        model = LogisticRegression(C=recipe.strength, solver="liblinear", random_state=SEED)
        models.append(model.fit(seen, recipe.training.is_there[:, place]))
    weights = csr_matrix(np.concatenate([model.coef_ for model in models]).astype(np.float32))
    biases = np.concatenate([model.intercept_ for model in models])
    name = f"{recipe.name}, the linear classifier that comes with Chorus"
    whole = LinearTextClassifier(name, recipe.labels, weights, biases, np.full(len(biases), 0.5))
    pruned = whole.pruned(recipe.num_weights)
    found = pruned.probabilities(recipe.tuning.texts)
    thresholds = [best_threshold(recipe.tuning.is_there[:, at], found[:, at]) for at in range(len(biases))]
    return LinearTextClassifier(name, recipe.labels, pruned.weights, biases, np.array(thresholds))


def best_threshold(is_there: NDArray[np.bool_], found: NDArray[np.float64]) -> float:
    """The probability from which F1 is highest."""
    precision, recall, thresholds = precision_recall_curve(is_there, found)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    return float(thresholds[min(int(f1.argmax()), len(thresholds) - 1)])


def measured(trained: LinearTextClassifier, tests: Mapping[str, Labelled]) -> Iterable[str]:
    """The lines of a card that say how good it is."""
    scores = {test: f1_of(trained, labelled) for test, labelled in tests.items()}
    yield f"| F1 | {' | '.join(scores)} |"
    yield f"|---|{'---|' * len(scores)}"
    if len(trained.labels) > 1:
        yield f"| macro | {' | '.join(f'{f1.mean():.3f}' for f1 in scores.values())} |"
    for place, label in enumerate(trained.labels):
        yield f"| {label} | {' | '.join(f'{f1[place]:.3f}' for f1 in scores.values())} |"


def f1_of(trained: LinearTextClassifier, labelled: Labelled) -> NDArray[np.float64]:
    """F1 of each label at its threshold. Shape: (labels,)."""
    said = trained.probabilities(labelled.texts) >= trained.thresholds
    columns = range(len(trained.labels))
    return np.array([f1_score(labelled.is_there[:, at], said[:, at], zero_division=0) for at in columns])


def emotion(folder: Path) -> Recipe:
    """28 emotions of GoEmotions, in its own split."""
    labels = tuple((folder / "goemotions" / "labels.txt").read_text(encoding="utf-8").split())

    def read(part: str) -> Labelled:
        with gzip.open(folder / "goemotions" / f"{part}.tsv.gz", "rt", encoding="utf-8", newline="") as lines:
            rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
        is_there = np.zeros((len(rows), len(labels)), dtype=bool)
        for place, row in enumerate(rows):
            is_there[place, [int(number) for number in row[1].split(",")]] = True
        return Labelled(tuple(row[0] for row in rows), is_there)

    tests = {"GoEmotions, test": read("test")}
    return Recipe("emotion", labels, read("train"), read("dev"), tests, EMOTION, strength=2.0, num_weights=6000)


def toxicity(folder: Path) -> Recipe:
    """Toxic or not: hateful and offensive tweets, toxic comments."""
    with gzip.open(folder / "davidson" / "labeled_data.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        tweets = split([(row["tweet"], row["class"] != "2") for row in csv.DictReader(lines)])
    with (folder / "surge_toxicity" / "toxicity_en.csv").open(encoding="utf-8", newline="") as lines:
        comments = split([(row["text"], row["is_toxic"] == "Toxic") for row in csv.DictReader(lines)])
    training, tuning = (labelled([*tweets[at], *comments[at]]) for at in (0, 1))
    tests = {"tweets": labelled(tweets[2]), "comments": labelled(comments[2])}
    return Recipe("toxicity", ("toxic",), training, tuning, tests, TOXICITY, strength=4.0, num_weights=60_000)


def split(rows: Sequence[tuple[str, bool]]) -> tuple[Sequence[tuple[str, bool]], ...]:
    """Eight tenths, one and one, at random."""
    shuffled = Random(SEED).sample(rows, len(rows))
    first, second = len(rows) * 8 // 10, len(rows) * 9 // 10
    return shuffled[:first], shuffled[first:second], shuffled[second:]


def labelled(rows: Sequence[tuple[str, bool]]) -> Labelled:
    """Texts of one label."""
    return Labelled(tuple(text for text, _ in rows), np.array([[there] for _, there in rows]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
