"""Starting vLLM: what an engine is given of the machine, and how a CPU differs from a GPU."""

import asyncio
import os
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from chorus.serving.rehearsal import Rehearsal
from chorus.serving.vllm_engine import VllmEngine

_BATCH_TOKENS = 4096
_LINEARS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


@dataclass(frozen=True, slots=True)
class VllmOptions:
    """How an engine is sized."""

    max_adapters: int = 32
    """Adapters in one batch."""
    max_resident_adapters: int = 64
    """Adapters kept in main memory, least recently used out first."""
    max_adapter_rank: int = 16
    """Largest LoRA rank; one of 8, 16, 32, 64, 128, 256."""
    max_context: int = 8192
    """Longest prompt and answer, where the base model would take more."""
    max_sequences: int = 64
    """Answers computed in one step."""
    cache_bytes: int = 256 * 2**20
    """Memory of the key–value cache."""
    cpu_threads: int = 0
    """Threads that compute; 0: one less than the cores that this process may use. Without effect on a GPU."""

    @property
    def num_resident(self) -> int:
        """``max_resident_adapters``, or as many as a batch needs."""
        return max(self.max_adapters, self.max_resident_adapters)


async def start(model: Path, context_length: int, options: VllmOptions) -> VllmEngine:
    """Start vLLM on a model's folder: float32 on a CPU, bfloat16 on a GPU. Takes 15 to 30 seconds."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ.setdefault("VLLM_NO_USAGE_STATS", "1")
    os.environ.setdefault("VLLM_LOGGING_LEVEL", "ERROR")
    length = min(context_length, options.max_context)
    version, on_cpu = await asyncio.to_thread(_import)
    if on_cpu:
        # Read by the engine's process when it starts; Ray has set it to one.
        os.environ["OMP_NUM_THREADS"] = str(options.cpu_threads or _spare_cores())
    llm = await asyncio.to_thread(_start, model, length, options, on_cpu)
    engine = VllmEngine(llm, f"vllm {version}", length, options.num_resident, Rehearsal(model / "tokenizer.json"))
    # vLLM compiles what reads log-probabilities when they are first asked for, which takes over a second.
    await engine.next_log_probabilities([0], [0], None)
    return engine


def _import() -> tuple[str, bool]:
    version = str(import_module("vllm").__version__)
    return version, bool(import_module("vllm.platforms").current_platform.is_cpu())


def _start(model: Path, length: int, options: VllmOptions, on_cpu: bool) -> Any:
    args = import_module("vllm.engine.arg_utils").AsyncEngineArgs(
        model=str(model),
        dtype="float32" if on_cpu else "bfloat16",
        max_model_len=length,
        enable_lora=True,
        max_loras=options.max_adapters,
        max_cpu_loras=options.num_resident,
        max_lora_rank=options.max_adapter_rank,
        # Without the output layer, which no adapter changes: wrapped for adapters, it kills the engine when two requests
        # at once want log-probabilities of their prompts (vllm-project/vllm#16668).
        lora_target_modules=list(_LINEARS),
        # vLLM's 128 on a CPU would halve what the prefix cache finds.
        block_size=32 if on_cpu else None,
        # Mixed batches answer in the wrong voice on a CPU without it; see there.
        worker_extension_cls="chorus.serving.cpu_lora.CpuLora" if on_cpu else "",
        distributed_executor_backend="chorus.serving.cpu_executor.InCore" if on_cpu else None,
        # llguidance's automata are built as they are needed, within a budget; forms are rehearsed with it before.
        structured_outputs_config={
            "backend": "guidance",
            "disable_any_whitespace": True,
            # Or a model that does not know when to stop would add properties until its tokens run out.
            "disable_additional_properties": True,
        },
        enforce_eager=True,
        enable_prefix_caching=True,
        max_num_seqs=options.max_sequences,
        # A prompt is computed whole: on a CPU vLLM dies of a seeded request whose prompt is cut in two.
        enable_chunked_prefill=not on_cpu,
        max_num_batched_tokens=max(length, _BATCH_TOKENS),
        kv_cache_memory_bytes=options.cache_bytes,
        enable_log_requests=False,
        seed=0,
    )
    return import_module("vllm.v1.engine.async_llm").AsyncLLM.from_engine_args(args)


def _spare_cores() -> int:
    return max(1, len(os.sched_getaffinity(0)) - 1)
