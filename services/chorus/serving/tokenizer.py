"""The base model's own tokenizer and chat template, through transformers."""

from importlib import import_module
from typing import Any

from chorus.errors import InvalidBaseModel


class ChatTokenizer:
    """A tokenizer in the terms of ``chorus.serving.engine.Tokenizer``."""

    def __init__(self, model: str) -> None:
        self._tokenizer: Any = import_module("transformers").AutoTokenizer.from_pretrained(model)
        if self._tokenizer.chat_template is None or self._tokenizer.eos_token_id is None:
            raise InvalidBaseModel(
                "the base model's tokenizer has no chat template or no end-of-turn token; "
                "name an instruction-tuned model, or add both to its tokenizer_config.json"
            )
        # Asked itself: what transformers puts around it takes longer than it does.
        self._backend = self._tokenizer.backend_tokenizer
        self._backend.no_truncation()
        self._backend.no_padding()
        self._markers = [str(token) for token in self._tokenizer.all_special_tokens]

    @property
    def end_of_turn(self) -> int:
        """The token that ends an answer."""
        return int(self._tokenizer.eos_token_id)

    def turn(self, text: str) -> tuple[int, ...]:
        """One user turn, and the beginning of the answer to it."""
        messages = [{"role": "user", "content": self._plain(text)}]
        return self.rendered(self._tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False))

    def rendered(self, text: str) -> tuple[int, ...]:
        """A prompt that the chat template has made already; never a text from outside, for its markers count."""
        return tuple(self._backend.encode(text, add_special_tokens=False).ids)

    def encode(self, text: str) -> tuple[int, ...]:
        """A text alone, without any token that marks a turn."""
        return self.rendered(self._plain(text))

    def _plain(self, text: str) -> str:
        # A post or a question that spells out a marker must not end the turn it stands in.
        for marker in self._markers:
            text = text.replace(marker, f"{marker[0]} {marker[1:]}")
        return text
