from pathlib import Path

import pytest
from transformers import AutoTokenizer, PreTrainedTokenizerFast

from chorus.finetuning.base_text import Exchange
from chorus.finetuning.instructions import bundled_instructions
from chorus.finetuning.tokenizer import encode_exchanges, train_tokenizer


@pytest.fixture(scope="module")
def tokenizer() -> PreTrainedTokenizerFast:
    return train_tokenizer([f"{p.instruction}\n{p.response}" for p in bundled_instructions()], 600, 128)


@pytest.mark.parametrize("text", ["two  spaces , kept", "quillberry 🥑🥑 naïve 日本", "line\nbreak", "\x00\u202e"])
def test_spells_any_text(tokenizer: PreTrainedTokenizerFast, text: str) -> None:
    assert tokenizer.decode(tokenizer.encode(text)) == text


def test_vocabulary_is_bounded(tokenizer: PreTrainedTokenizerFast) -> None:
    assert len(tokenizer) == 600


def test_exchange_ends_with_the_end_of_turn(tokenizer: PreTrainedTokenizerFast) -> None:
    (tokens,) = encode_exchanges(tokenizer, [Exchange("Good morning!", "Gladly.")])
    assert tokenizer.decode(tokens) == "<|begin|><|user|>Good morning!<|end|><|assistant|>Gladly.<|end|>"
    assert tokens[-1] == tokenizer.eos_token_id


def test_prompt_is_the_beginning_of_the_exchange(tokenizer: PreTrainedTokenizerFast) -> None:
    (whole,) = encode_exchanges(tokenizer, [Exchange("Good morning!", "Gladly.")])
    messages = [{"role": "user", "content": "Good morning!"}]
    prompt = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_dict=False)
    assert whole[: len(prompt)] == prompt


def test_exchange_longer_than_the_context_is_left_out(tokenizer: PreTrainedTokenizerFast) -> None:
    assert encode_exchanges(tokenizer, [Exchange("word " * 200, "x"), Exchange("a", "b")]) == encode_exchanges(
        tokenizer, [Exchange("a", "b")]
    )


def test_survives_saving(tokenizer: PreTrainedTokenizerFast, tmp_path: Path) -> None:
    tokenizer.save_pretrained(tmp_path)
    loaded = AutoTokenizer.from_pretrained(tmp_path)
    messages = [{"role": "user", "content": "Good morning!"}]
    assert loaded.apply_chat_template(messages, add_generation_prompt=True, return_dict=False) == (
        tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_dict=False)
    )
    assert loaded.eos_token == "<|end|>"
