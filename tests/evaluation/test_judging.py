from typing import Any

import numpy as np
import pytest

from chorus.evaluation.codebook import codebooks, find_codebook
from chorus.evaluation.judging import answers, competence, judge
from chorus.evaluation.report import Voice

HARM = find_codebook("harm")
RIGHT = {example.text: example.answer for example in HARM.examples}
TEXTS = {answer.text: answer.id for answer in HARM.answers}


def knows(prompt: str, option: str) -> float:
    """Answers the examples rightly and finds nothing elsewhere."""
    post = prompt.split("Post: ")[1].split("\n")[0]
    return 20.0 if TEXTS[option] == RIGHT.get(post, "none") else 1.0


def guesses_the_first(prompt: str, option: str) -> float:
    return 5.0 if prompt.split("\n- ")[1] == option else 1.0


async def test_answers_are_probabilities_in_the_order_of_the_codebook(personas: Any) -> None:
    personas.weigh = knows
    found = await answers(personas, HARM, ["a walk by the sea", HARM.examples[4].text])
    assert found.sum(axis=1) == pytest.approx(np.ones(2))
    assert [HARM.answer_ids[place] for place in found.argmax(axis=1)] == ["none", "body"]


async def test_a_judge_that_takes_the_first_of_a_list_favours_nothing(personas: Any) -> None:
    personas.weigh = guesses_the_first
    found = await answers(personas, HARM, ["a walk by the sea"])
    assert found == pytest.approx(np.full((1, 4), 0.25))


async def test_a_judge_is_tried_by_examples_and_named_by_what_it_is_worth(personas: Any) -> None:
    personas.weigh = knows
    assert await competence(personas, HARM) == 1
    people, kept = {"communities/apple": ("one", "two", "three")}, {Voice.FINETUNED: (("four", "five"),)}
    found = await judge(personas, people, kept, 2, seed=0)
    assert found.reader == "the base model, which answers 100% of 12 examples rightly"
    assert found.people["communities/apple"].shape == found.voices[Voice.FINETUNED][0].shape == (2, 4)
    personas.weigh = lambda _prompt, option: 2.0 if TEXTS[option] == "none" else 1.0
    assert "33% of 12 examples rightly; too few" in (await judge(personas, people, kept, 2, seed=0)).reader


async def test_where_nothing_was_kept_nothing_is_judged(personas: Any) -> None:
    found = await judge(personas, {"communities/apple": ("one",)}, {Voice.FINETUNED: ((),)}, 5, seed=0)
    assert found.voices[Voice.FINETUNED][0].shape == (0, 4)


def test_examples_are_answered_by_answers_that_there_are() -> None:
    for codebook in codebooks().values():
        assert {example.answer for example in codebook.examples} <= set(codebook.answer_ids)
    assert {example.answer for example in HARM.examples} == set(HARM.answer_ids)
