"""Scored options: the exact probability of every answer on a closed list, from the model's own log-probabilities.

For options o with tokens o_1 … o_k and the end of the turn e, given prompt p:

    log P(o) = Σ_i log p(o_i | p, o_<i) + log p(e | p, o),    P(o | list) = P(o) / Σ_o' P(o')

No sampling: the first tokens of all options come from one pass over the prompt, the rest of each from a pass of its own. The end
of the turn makes "no" and "not at all" different answers, rather than one the beginning of the other.
"""

import math
from collections.abc import Sequence

from chorus.errors import InvalidArgument
from chorus.serving.answer import ChoiceQuestion, ChoiceScores, OptionScore

MAX_QUESTIONS = 256
MIN_OPTIONS, MAX_OPTIONS = 2, 32


def check_questions(questions: Sequence[ChoiceQuestion]) -> None:
    """``InvalidArgument`` naming the first thing wrong with a list of questions."""
    if not 1 <= len(questions) <= MAX_QUESTIONS:
        raise InvalidArgument(f"{len(questions)} questions; send 1 to {MAX_QUESTIONS} in one call", field="questions")
    for number, question in enumerate(questions):
        field = f"questions[{number}].options"
        if not MIN_OPTIONS <= len(question.options) <= MAX_OPTIONS:
            message = f"{len(question.options)} options; a question has {MIN_OPTIONS} to {MAX_OPTIONS}"
            raise InvalidArgument(message, field=field)
        if not all(option.strip() for option in question.options):
            raise InvalidArgument("an option is empty; give every option a text", field=field)
        if len(set(question.options)) < len(question.options):
            raise InvalidArgument("two options are the same; make them distinct", field=field)


def normalise(log_probabilities: Sequence[float], num_tokens: Sequence[int]) -> ChoiceScores:
    """The distribution over a question's options, by log-sum-exp so that long options do not underflow.

    >>> [round(option.probability, 2) for option in normalise([-1000.0, -1000.0], [3, 3]).options]
    [0.5, 0.5]
    """
    highest = max(log_probabilities)
    total = highest + math.log(math.fsum(math.exp(value - highest) for value in log_probabilities))
    return ChoiceScores(
        tuple(
            OptionScore(value, number, math.exp(value - total))
            for value, number in zip(log_probabilities, num_tokens, strict=True)
        )
    )
