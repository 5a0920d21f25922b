"""A question as the tokens that an engine is given: checked before, and digested for the receipt."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from chorus.errors import EmptyPrompt, PromptTooLong
from chorus.serving.engine import Tokenizer


def render(prompt: str, tokenizer: Tokenizer, context_length: int, max_tokens: int) -> tuple[int, ...]:
    """One user turn; ``EmptyPrompt``, or ``PromptTooLong`` where it leaves no room for the answer."""
    check_prompt(prompt)
    tokens = tokenizer.turn(prompt)
    if len(tokens) + max_tokens > context_length:
        raise too_long(len(tokens), max_tokens, context_length)
    return tokens


def check_prompt(prompt: str, field: str = "prompt") -> None:
    """``EmptyPrompt`` for a prompt without a visible character."""
    if not prompt.strip():
        raise EmptyPrompt("the prompt is empty; say something to the persona", field=field)


def too_long(num_tokens: int, max_tokens: int, context_length: int) -> PromptTooLong:
    """The error that says by how much a prompt is too long."""
    return PromptTooLong(
        f"a prompt of {num_tokens} tokens and an answer of up to {max_tokens} do not fit the model's context of "
        f"{context_length}; shorten the prompt by {num_tokens + max_tokens - context_length} tokens or lower max_tokens",
        field="prompt",
    )


def digest(prompts: Iterable[Sequence[int]]) -> str:
    """SHA-256 over token ids as little-endian int32, in order; of several prompts, one after the other.

    >>> digest([[1, 2]]) == digest([[1], [2]])
    True
    """
    hashed = sha256()
    for tokens in prompts:
        hashed.update(b"".join(token.to_bytes(4, "little") for token in tokens))
    return hashed.hexdigest()
