import pytest
import torch
from torch.optim import _muon

from chorus.finetuning.muon import orthogonalized


@pytest.mark.parametrize("shape", [(24, 24), (40, 16), (16, 40)])
def test_it_is_torchs_own_iteration_in_another_precision(shape: tuple[int, int]) -> None:
    matrix = torch.randn(shape, generator=torch.Generator().manual_seed(0))
    arguments = ((3.4445, -4.775, 2.0315), 5, 1e-7)
    ours = orthogonalized(matrix, *arguments)
    torchs = _muon._zeropower_via_newtonschulz(matrix, *arguments)
    assert ours.shape == matrix.shape
    assert torch.allclose(ours, torchs.float(), atol=0.03)
    values = torch.linalg.svdvals(ours)
    assert values.min() > 0.3
    assert values.max() < 1.3
