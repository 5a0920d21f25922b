"""Many adapters in one batch, quickly on a CPU: tokens that need the same weights are multiplied together.

A batch's tokens are laid out in chunks of equal width, each of one adapter's tokens only, so that every linear of the model is
a few batched products over all adapters at once,

    output[t] += B[slot of t] · A[slot of t] · inputs[t]

however many adapters take part. What all slots have, as when each adapter writes its answers, is laid out as one chunk for every
slot, and the weights are used where they lie; what only some have more of, as when a prompt comes in, fills chunks whose weights
are gathered. The layout is the same for all layers and is made once per step.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

_WIDTHS = (8, 16, 24, 32)
"""Tokens of a chunk whose weights are gathered: narrow ones gather more, wide ones compute more tokens that are not there."""
_CHUNK, _GATHERED_CHUNK, _SECOND_PART = 5, 16, 64
"""What a chunk costs besides its tokens, and what a second part costs, in tokens; measured at rank 16 and a width of 192."""


@dataclass(frozen=True, slots=True)
class Part:
    """Chunks of one width. c chunks of width w."""

    width: int
    tokens: Tensor
    """The token at each place, shape (c · w,); any where there is none."""
    slots: Tensor | None
    """The slot of each chunk, shape (c,); None where there is a chunk for every slot, in order."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a batch's tokens stand."""

    parts: tuple[Part, ...]
    places: Tensor
    """Each token's place in the parts, one after the other, shape (t,); any for a token without an adapter."""
    has_adapter: Tensor | None
    """Which tokens have an adapter, shape (t, 1); None where all have."""
    is_in_order: bool = False
    """Whether tokens stand one after the other as they are, and nothing else does: as where there is only one adapter."""


def lay_out(slots: Tensor, num_slots: int) -> Layout | None:
    """The layout of tokens by their slots, shape (t,), -1 for no adapter; None where no token has one.

    >>> layout = lay_out(torch.tensor([1, -1, 0, 1]), 2)
    >>> [(part.width, part.slots) for part in layout.parts], layout.parts[0].tokens[layout.places[[0, 2, 3]]].tolist()
    ([(2, None)], [0, 2, 3])
    """
    has_adapter = slots >= 0
    (tokens,) = has_adapter.nonzero(as_tuple=True)
    if not len(tokens):
        return None
    tokens = tokens[slots[tokens].argsort(stable=True)]
    slot_of = slots[tokens]
    counts = slot_of.bincount(minlength=num_slots)
    rank = torch.arange(len(tokens)) - (counts.cumsum(0) - counts)[slot_of]
    common, width = _widths(counts)
    places = torch.zeros(len(slots), dtype=torch.long)
    parts: list[Part] = []
    if common:
        shared = rank < common
        place = slot_of[shared] * common + rank[shared]
        parts.append(Part(common, _standing(tokens[shared], place, num_slots * common), None))
        places[tokens[shared]] = place
    if common < int(counts.max()):
        more = rank >= common
        left = (counts - common).clamp(min=0)
        if int(left.count_nonzero()) == 1:
            width = int(left.max())
        num_chunks = (left + width - 1) // width
        rank = rank[more] - common
        place = ((num_chunks.cumsum(0) - num_chunks)[slot_of[more]] + rank // width) * width + rank % width
        chunks = torch.arange(num_slots).repeat_interleave(num_chunks)
        parts.append(Part(width, _standing(tokens[more], place, len(chunks) * width), chunks))
        places[tokens[more]] = place + num_slots * common
    in_order = torch.arange(len(slots))
    return Layout(
        tuple(parts),
        places,
        None if bool(has_adapter.all()) else has_adapter[:, None],
        len(parts) == 1 and torch.equal(parts[0].tokens, in_order) and torch.equal(places, in_order),
    )


def _widths(counts: Tensor) -> tuple[int, int]:
    """How wide the chunks of all slots, and those of what is left, are best; counts: tokens by slot, shape (slots,)."""
    common = torch.cat([counts.new_zeros(1), counts]).unique()[:, None]
    width = counts.new_tensor(_WIDTHS)[:, None, None]
    num_chunks = ((counts - common).clamp(min=0) + width - 1).div(width, rounding_mode="floor").sum(-1)
    for_all = (common.squeeze(1) + _CHUNK) * len(counts) * (common.squeeze(1) > 0)
    gathered = num_chunks * (width.squeeze(1) + _GATHERED_CHUNK)
    cost = for_all + gathered + _SECOND_PART * ((for_all > 0) & (gathered > 0))
    which, best = divmod(int(cost.argmin()), len(common))
    return int(common[best]), _WIDTHS[which]


def _standing(tokens: Tensor, places: Tensor, num_places: int) -> Tensor:
    standing = torch.zeros(num_places, dtype=torch.long)
    standing[places] = tokens
    return standing


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
    laid_out = [
        (inputs if layout.is_in_order else inputs[part.tokens]).reshape(-1, part.width, inputs.shape[-1])
        for part in layout.parts
    ]
    for columns, a_slots, b_slots in zip(output.split(list(widths), dim=-1), a, b, strict=True):
        made = [
            torch.bmm(torch.bmm(given.to(a_slots.dtype), _weights(a_slots, part)), _weights(b_slots, part)).flatten(
                0, 1
            )
            for given, part in zip(laid_out, layout.parts, strict=True)
        ]
        added = made[0] if len(made) == 1 else torch.cat(made)
        if not layout.is_in_order:
            added = added[layout.places]
        if layout.has_adapter is not None:
            added *= layout.has_adapter
        columns.add_(added, alpha=scaling)


def _weights(stacked: Tensor, part: Part) -> Tensor:
    """The weights of each chunk, transposed: (c, in, out) from (slots, 1, out, in)."""
    weights = stacked.squeeze(1) if part.slots is None else stacked.squeeze(1)[part.slots]
    return weights.transpose(1, 2)
