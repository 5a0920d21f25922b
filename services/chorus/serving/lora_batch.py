"""Many adapters in one batch, quickly on a CPU: tokens that need the same weights are multiplied together.

A batch's tokens are laid out in chunks of equal width, each of one adapter's tokens only, so that every linear of the model is
two batched products over all adapters at once,

    output[t] += B[slot of t] · A[slot of t] · inputs[t]

however many adapters take part. Where the adapters have about equally many tokens, as when each writes its answers, there is one
chunk for every slot and the weights are used where they lie; where one has far more, as when a prompt comes in, its tokens
fill many chunks and the weights of each chunk are gathered. The layout is the same for all layers and is made once per step.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

_WIDTH = 32
"""Tokens of a chunk, at most, where chunks are gathered; wider ones waste more on tokens that are not there."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a batch's tokens stand. t tokens, c chunks of width w."""

    width: int
    tokens: Tensor
    """The token at each place, shape (c · w,); any where there is none."""
    places: Tensor
    """Each token's place, shape (t,); any for a token without an adapter."""
    slots: Tensor | None
    """The slot of each chunk, shape (c,); None where there is a chunk for every slot, in order."""
    has_adapter: Tensor | None
    """Which tokens have an adapter, shape (t, 1); None where all have."""


def lay_out(slots: Tensor, num_slots: int) -> Layout | None:
    """The layout of tokens by their slots, shape (t,), -1 for no adapter; None where no token has one.

    >>> layout = lay_out(torch.tensor([1, -1, 0, 1]), 2)
    >>> layout.width, layout.tokens[layout.places[[0, 2, 3]]].tolist(), layout.slots is None
    (2, [0, 2, 3], True)
    """
    has_adapter = slots >= 0
    (tokens,) = has_adapter.nonzero(as_tuple=True)
    if not len(tokens):
        return None
    tokens = tokens[slots[tokens].argsort(stable=True)]
    slot_of = slots[tokens]
    counts = slot_of.bincount(minlength=num_slots)
    rank = torch.arange(len(tokens)) - (counts.cumsum(0) - counts)[slot_of]
    width = int(counts.max())
    if num_slots * width <= 2 * len(slots):
        chunks, chunk_of = None, slot_of
    else:
        width = min(width, _WIDTH)
        num_chunks = (counts + width - 1) // width
        chunks = torch.arange(num_slots).repeat_interleave(num_chunks)
        chunk_of = (num_chunks.cumsum(0) - num_chunks)[slot_of] + rank // width
        rank = rank % width
    place = chunk_of * width + rank
    standing = torch.zeros((num_slots if chunks is None else len(chunks)) * width, dtype=torch.long)
    standing[place] = tokens
    places = torch.zeros(len(slots), dtype=torch.long)
    places[tokens] = place
    return Layout(width, standing, places, chunks, None if bool(has_adapter.all()) else has_adapter[:, None])


def add_adapters(
    output: Tensor,
    inputs: Tensor,
    a: Sequence[Tensor],
    b: Sequence[Tensor],
    widths: Sequence[int],
    layout: Layout,
    scaling: float = 1.0,
) -> None:
    """Add what the adapters make of ``inputs`` to ``output``, which holds several linears side by side.

    Shapes: output (t, sum of widths), inputs (t, in), each of ``a`` (slots, 1, r, in), each of ``b`` (slots, 1, width, r).
    """
    laid_out = inputs[layout.tokens].view(-1, layout.width, inputs.shape[-1])
    for columns, a_slots, b_slots in zip(output.split(list(widths), dim=-1), a, b, strict=True):
        shrunk = torch.bmm(laid_out.to(a_slots.dtype), _weights(a_slots, layout))
        added = torch.bmm(shrunk, _weights(b_slots, layout)).flatten(0, 1)[layout.places]
        if layout.has_adapter is not None:
            added *= layout.has_adapter
        columns.add_(added, alpha=scaling)


def _weights(stacked: Tensor, layout: Layout) -> Tensor:
    """The weights of each chunk, transposed: (c, in, out) from (slots, 1, out, in)."""
    weights = stacked.squeeze(1) if layout.slots is None else stacked.squeeze(1)[layout.slots]
    return weights.transpose(1, 2)
