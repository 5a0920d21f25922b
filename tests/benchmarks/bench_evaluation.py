"""Evaluation: ROUGE-L beside the ``rouge-score`` package, the memorisation filter at the size of the paper, and what reads posts.

Posts are made of words drawn by Zipf's law, as long as real ones. The package compares a sample of the pairs, for all of them
would take it a day.
"""

import resource
import sys
import time
from collections.abc import Callable
from random import Random
from typing import TypeVar

from bars import Bar, print_table, verdict
from rouge_score.rouge_scorer import RougeScorer

from chorus.evaluation.copying import CopiedSpans
from chorus.evaluation.encoder import LatentSemanticEncoder
from chorus.evaluation.models import Models
from chorus.evaluation.rouge import nearest
from chorus.evaluation.words import References

NUM_GENERATED, NUM_REFERENCES = 27_000, 10_000
NUM_PACKAGE_PAIRS = 3_000
NUM_WORDS = 20_000
NUM_READ = 5_000

T = TypeVar("T")


def main() -> int:
    """Run everything; 1 when a bar is missed."""
    random = Random(0)
    references, generated = posts(NUM_REFERENCES, random), posts(NUM_GENERATED, random)
    before = memory()
    prepared, preparing = timed(lambda: References(references))
    found, comparing = timed(lambda: nearest(generated, prepared))
    grown = memory() - before
    pairs = list(zip(generated, references, strict=False))[:NUM_PACKAGE_PAIRS]
    scorer = RougeScorer(["rougeL"], use_stemmer=False)
    theirs, package = timed(lambda: [scorer.score(two, one)["rougeL"].fmeasure for one, two in pairs])
    assert all(
        abs(nearest([one], References([two])).similarity[0] - value) < 1e-12
        for (one, two), value in zip(pairs[:200], theirs, strict=False)
    )
    spans, ordering = timed(lambda: CopiedSpans(prepared))
    _, copying = timed(lambda: spans.longest(generated))
    ours = NUM_GENERATED * NUM_REFERENCES / comparing
    rows = [
        ["rouge-score, pairs/s", f"{len(pairs) / package:,.0f}"],
        ["chorus, pairs/s", f"{ours:,.0f}"],
        [f"chorus, {NUM_GENERATED:,} against {NUM_REFERENCES:,} posts", f"{preparing + comparing:.1f} s"],
        ["longest copied runs of all of them", f"{ordering + copying:.1f} s"],
        ["memory that the filter needs beyond the posts", f"{grown:,.0f} MiB"],
        ["nearest of all", f"{found.similarity.max():.2f}"],
    ]
    texts = generated[:NUM_READ]
    for name in ("emotion", "toxicity"):
        classifier = Models().classifier(name)
        _, seconds = timed(lambda reader=classifier: reader.probabilities(texts))
        rows.append([f"{name}, posts/s", f"{len(texts) / seconds:,.0f}"])
    encoder = LatentSemanticEncoder(references[:NUM_READ], 0)
    _, seconds = timed(lambda: encoder.encode(texts))
    rows.append(["latent semantic vectors, posts/s", f"{len(texts) / seconds:,.0f}"])
    print_table("Evaluation", ["", ""], rows)
    return verdict(
        [
            Bar("ROUGE-L pairs/s, chorus / rouge-score", ours * package / len(pairs), 5_000, "×", at_least=True),
            Bar("the whole ROUGE-L filter", preparing + comparing, 15, " s"),
            Bar("its memory", grown, 500, " MiB"),
        ]
    )


def posts(number: int, random: Random) -> list[str]:
    """Texts of 8 to 40 words."""
    words = [f"w{place}" for place in range(NUM_WORDS)]
    weights = [1 / (place + 1) for place in range(NUM_WORDS)]
    return [" ".join(random.choices(words, weights, k=random.randint(8, 40))) for _ in range(number)]


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What comes of it, and the seconds that it takes."""
    started = time.perf_counter()
    found = work()
    return found, time.perf_counter() - started


def memory() -> float:
    """The most that this process has used, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
