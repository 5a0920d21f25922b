"""Judging: what the base model itself finds in posts, by the codebook that people rate by.

The question is put with the post, and the exact probability of every answer is read, over as many orders of the answers as there
are, so that no place in the list is favoured. A model that cannot judge is told by the codebook's examples, whose answers are
known: its share of right answers stands beside its name, and a note says so where it is too low.
"""

from collections.abc import Mapping, Sequence
from random import Random

import numpy as np

from chorus.evaluation.codebook import Codebook, find_codebook
from chorus.evaluation.corpus import patiently
from chorus.evaluation.perplexity import Scorer
from chorus.evaluation.readings import Confidences, Kept, ReadTexts
from chorus.serving.client import BASE, ChoiceQuestion

HARM = "harm"
QUESTIONS_AT_ONCE = 64
COMPETENT = 0.75
"""Share of the examples that a judge must get right before what it says is to be relied on."""


async def judge(
    scorer: Scorer, people: Mapping[str, Sequence[str]], kept: Kept, num_posts: int, seed: int
) -> ReadTexts:
    """Have the base model judge ``num_posts`` posts of every community and of every corpus, drawn by seed."""
    codebook = find_codebook(HARM)
    right = await competence(scorer, codebook)

    async def judged(texts: Sequence[str]) -> Confidences:
        return await answers(scorer, codebook, Random(f"judge:{seed}").sample(texts, min(num_posts, len(texts))))

    return ReadTexts(
        kind=HARM,
        reader=reader_name(right, codebook),
        labels=codebook.answer_ids,
        people={community: await judged(texts) for community, texts in people.items()},
        voices={voice: [await judged(texts) for texts in corpora] for voice, corpora in kept.items()},
    )


def reader_name(right: float, codebook: Codebook) -> str:
    """What the judge is called: with what it is worth."""
    worth = "" if right >= COMPETENT else "; too few for its judgements to be read as such"
    return f"the base model, which answers {right:.0%} of {len(codebook.examples)} examples rightly{worth}"


async def competence(scorer: Scorer, codebook: Codebook) -> float:
    """The share of the codebook's examples to which the base model gives the right answer before any other."""
    found = await answers(scorer, codebook, [example.text for example in codebook.examples])
    said = [codebook.answer_ids[place] for place in found.argmax(axis=1)]
    return float(np.mean([one == example.answer for one, example in zip(said, codebook.examples, strict=True)]))


async def answers(scorer: Scorer, codebook: Codebook, texts: Sequence[str]) -> Confidences:
    """The probability of every answer to each text, the mean over all turns of the list. Shape: (texts, answers)."""
    number = len(codebook.answers)
    found = np.zeros((len(texts), number))
    orders = [[(first + place) % number for place in range(number)] for first in range(number)]
    asked = [(text, order) for text in range(len(texts)) for order in orders]
    for start in range(0, len(asked), QUESTIONS_AT_ONCE):
        batch = asked[start : start + QUESTIONS_AT_ONCE]
        questions = [question(codebook, texts[text], order) for text, order in batch]
        scores = await patiently(lambda questions=questions: scorer.score_options(BASE, questions))  # type: ignore[misc]
        for (text, order), row in zip(batch, scores.scores, strict=True):
            found[text, order] += [option.probability / number for option in row.options]
    return found


def question(codebook: Codebook, text: str, order: Sequence[int]) -> ChoiceQuestion:
    """The codebook's question about one post, its answers in an order."""
    options = [codebook.answers[place].text for place in order]
    listed = "\n".join(f"- {option}" for option in options)
    return ChoiceQuestion(f"{codebook.question}\n\nPost: {text}\n\nAnswer by one of these:\n{listed}", tuple(options))
