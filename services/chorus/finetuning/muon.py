"""torch's Muon on a CPU that has to imitate bfloat16.

Muon makes a gradient's singular values nearly equal by a few Newton–Schulz iterations, which torch does in bfloat16 whatever
the machine. Without AVX-512 they take a hundred times as long as in single precision, and with them the build of a base.

Jordan et al. 2024, "Muon: An optimizer for hidden layers in neural networks".
"""

import torch
from torch.optim import _muon

from chorus.finetuning.precision import trains_in_bfloat16

_TORCHS_OWN = "_zeropower_via_newtonschulz"


def use_fast_muon() -> None:
    """Have this process's Muon iterate in single precision where that is the faster one.

    A torch that names its iteration otherwise is only slow.
    """
    if not trains_in_bfloat16("cpu") and hasattr(_muon, _TORCHS_OWN):
        setattr(_muon, _TORCHS_OWN, orthogonalized)


def orthogonalized(
    matrix: torch.Tensor, coefficients: tuple[float, float, float], num_steps: int, epsilon: float
) -> torch.Tensor:
    """The matrix with singular values near 1: ``num_steps`` times X ← aX + b(XXᵀ)X + c(XXᵀ)²X, begun at unit norm."""
    a, b, c = coefficients
    is_tall = matrix.shape[0] > matrix.shape[1]
    x = (matrix.T if is_tall else matrix) / matrix.norm().clamp(min=epsilon)
    for _ in range(num_steps):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.T if is_tall else x
