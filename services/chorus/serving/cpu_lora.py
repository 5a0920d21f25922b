"""LoRA on a CPU, right and quick: loaded by vLLM's worker process as its extension, where it takes the place of two kernels.

vLLM 0.29's own torch kernels look up weights for every token. They read slot -1, which means "no adapter", as the last
slot, so that a base request in one batch with others answers in a community's voice (vllm-project/vllm#48421); and they copy the
weights once per token, which makes a long prompt seven times slower than it need be. These multiply once per adapter in the
batch and leave the tokens of slot -1 alone. Parity with PEFT in mixed batches is what the tests of ``vllm_engine`` hold it to.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor


class CpuLora:
    """Names this module to vLLM (``worker_extension_cls``); it adds nothing to the worker."""


def shrink(inputs: "Tensor", weights: "Tensor", output: "Tensor", slots: "Tensor", scaling: float = 1.0) -> None:
    """output[t] = scaling · A[slot of t] · inputs[t], 0 for tokens without an adapter. Shapes: (t, in), (s, r, in), (t, r)."""
    output.zero_()
    for rows, weight in _by_slot(weights, slots):
        output[rows, : weight.shape[0]] = scaling * (inputs[rows].to(output.dtype) @ weight.to(output.dtype).T)


def expand(inputs: "Tensor", weights: "Tensor", output: "Tensor", slots: "Tensor", add_inputs: bool = True) -> None:
    """output[t] += B[slot of t] · inputs[t], over the columns that B has. Shapes: (t, r), (s, out, r), (t, out)."""
    expand_slice(inputs, weights, output, slots, 0, min(weights.shape[-2], output.shape[1]), add_inputs)


def expand_slice(
    inputs: "Tensor",
    weights: "Tensor",
    output: "Tensor",
    slots: "Tensor",
    slice_offset: int,
    slice_size: int,
    add_inputs: bool = True,
) -> None:
    """The same into ``slice_size`` columns of the output from ``slice_offset`` on: one of several linears packed into one."""
    columns = output[:, slice_offset : slice_offset + slice_size]
    if not add_inputs:
        columns.zero_()
    for rows, weight in _by_slot(weights, slots):
        columns[rows] += inputs[rows].to(output.dtype) @ weight[:slice_size].to(output.dtype).T


def _by_slot(weights: "Tensor", slots: "Tensor") -> "Iterator[tuple[Tensor, Tensor]]":
    """Row numbers and weights of every adapter in the batch."""
    for slot in slots.unique().tolist():
        if slot >= 0:
            weight = weights[slot]
            yield (slots == slot).nonzero().squeeze(1), weight.squeeze(0) if weight.dim() == 3 else weight


def install() -> None:
    """Put these kernels where vLLM looks for its own, prefill's among them, which call those of decoding."""
    for module in ("vllm.lora.ops.torch_ops.lora_ops", "vllm.lora.punica_wrapper.punica_cpu"):
        loaded = import_module(module)
        for name, kernel in (("bgmv_shrink", shrink), ("bgmv_expand", expand), ("bgmv_expand_slice", expand_slice)):
            if not hasattr(loaded, name):
                raise ImportError(
                    f"this vLLM has no {module}.{name}; see whether it still needs chorus.serving.cpu_lora"
                )
            setattr(loaded, name, kernel)


install()
