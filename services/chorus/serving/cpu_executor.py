"""Computing in the engine's own process on a CPU, as vLLM does on a single GPU.

vLLM gives the computation on a CPU a process of its own, and both processes spin while they wait for each other. Where
there are few cores that costs most of all: on two of them, one process gives half as many tokens per second again.
"""

from vllm.v1.executor.uniproc_executor import UniProcExecutor


class InCore(UniProcExecutor):
    """vLLM's own, under a name that its CPU platform does not replace."""
