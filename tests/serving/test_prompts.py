from hashlib import sha256

import numpy as np
import pytest

from chorus.errors import EmptyPrompt, PromptTooLong
from chorus.serving import prompts


def test_a_prompt_that_just_fits_is_rendered(fakes) -> None:
    tokenizer = fakes.Tokenizer()
    tokens = prompts.render("one two", tokenizer, len(tokenizer.turn("one two")) + 5, 5)
    assert tokens == tokenizer.turn("one two")


def test_one_token_more_is_refused_with_the_numbers(fakes) -> None:
    tokenizer = fakes.Tokenizer()
    length = len(tokenizer.turn("one two")) + 4
    with pytest.raises(PromptTooLong, match=f"of up to 5 .* context of {length}; shorten the prompt by 1 token"):
        prompts.render("one two", tokenizer, length, 5)


@pytest.mark.parametrize("prompt", ["", " ", "\n\t "])
def test_an_empty_prompt_is_refused(prompt: str, fakes) -> None:
    with pytest.raises(EmptyPrompt):
        prompts.render(prompt, fakes.Tokenizer(), 100, 5)


def test_the_digest_is_of_the_token_ids_as_int32() -> None:
    tokens = [1, 70_000, 3]
    assert prompts.digest([tokens]) == sha256(np.array(tokens, "<i4").tobytes()).hexdigest()
    assert prompts.digest([[1, 2]]) != prompts.digest([[2, 1]])
