"""LoRA on a CPU, right and quick: loaded by vLLM's worker process as its extension, where it takes the place of what vLLM has.

vLLM 0.29's own torch kernels look up weights for every token. They read slot -1, which means "no adapter", as the last
slot, so that a base request in one batch with others answers in a community's voice (vllm-project/vllm#48421); and they copy the
weights once per token. Parity with PEFT in mixed batches is what the tests of ``vllm_engine`` hold this to.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from vllm.lora.punica_wrapper.punica_cpu import PunicaWrapperCPU
from vllm.platforms.cpu import CpuPlatform

from chorus.serving.lora_batch import Layout, add_adapters, lay_out

if TYPE_CHECKING:
    from torch import Tensor


class CpuLora:
    """Names this module to vLLM (``worker_extension_cls``); it adds nothing to the worker."""


class BatchedLora(PunicaWrapperCPU):
    """What vLLM asks to apply adapters, for all linears of a step."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._layout: Layout | None = None

    def update_metadata(
        self, mapping: Any, lora_index_to_id: list[int | None], max_loras: int, vocab_size: int, **kwargs: Any
    ) -> None:
        """Another batch begins."""
        super().update_metadata(mapping, lora_index_to_id, max_loras, vocab_size, **kwargs)
        self._layout = lay_out(self.token_lora_indices, len(lora_index_to_id))

    def add_lora_linear(
        self,
        y: "Tensor",
        x: "Tensor",
        lora_a_stacked: "Sequence[Tensor]",
        lora_b_stacked: "Sequence[Tensor]",
        scale: float,
        output_slices: Sequence[int],
        **kwargs: Any,
    ) -> None:
        """Add to the output of a linear, or of several packed into one, what each token's adapter makes of the input."""
        if self._layout is not None:
            add_adapters(y, x, lora_a_stacked, lora_b_stacked, output_slices, self._layout, scale)


def _name(_: type) -> str:
    return f"{BatchedLora.__module__}.{BatchedLora.__qualname__}"


CpuPlatform.get_punica_wrapper = classmethod(_name)
