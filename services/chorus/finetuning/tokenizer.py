"""The built base's tokenizer: byte-level BPE learnt from its own text, with a chat template that transformers and vLLM both use.

A turn is ``<|user|>…<|end|>``; the answer begins after ``<|assistant|>`` and ends with ``<|end|>``.
"""

from collections.abc import Iterable, Sequence

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from chorus.finetuning.base_text import Exchange

BEGIN, END, PAD = "<|begin|>", "<|end|>", "<|pad|>"
ROLES = ("<|system|>", "<|user|>", "<|assistant|>")

CHAT_TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}"
    "{{ '<|' + message['role'] + '|>' + message['content'] | trim + eos_token }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}"
)


def train_tokenizer(texts: Iterable[str], vocabulary: int, context_length: int) -> PreTrainedTokenizerFast:
    """A tokenizer of at most ``vocabulary`` tokens that can spell any text."""
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        min_frequency=2,
        special_tokens=[PAD, BEGIN, END, *ROLES],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    bpe.train_from_iterator(texts, trainer)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=bpe,
        bos_token=BEGIN,
        eos_token=END,
        pad_token=PAD,
        additional_special_tokens=list(ROLES),
        model_max_length=context_length,
        clean_up_tokenization_spaces=False,
        padding_side="left",
    )
    tokenizer.chat_template = CHAT_TEMPLATE
    return tokenizer


def encode_exchanges(tokenizer: PreTrainedTokenizerFast, exchanges: Sequence[Exchange]) -> list[list[int]]:
    """Exchanges as the template writes them, end of turn included; those longer than the context are left out."""
    if not exchanges:
        return []
    conversations = [
        [{"role": "user", "content": exchange.prompt}, {"role": "assistant", "content": exchange.response}]
        for exchange in exchanges
    ]
    rendered = tokenizer.apply_chat_template(conversations, tokenize=False)
    encoded = tokenizer.backend_tokenizer.encode_batch_fast(rendered, add_special_tokens=False)
    return [tokens.ids for tokens in encoded if len(tokens.ids) <= tokenizer.model_max_length]
