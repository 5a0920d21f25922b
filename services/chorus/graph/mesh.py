"""The field of many charges, computed on a mesh (Hockney & Eastwood 1988, "Computer simulation using particles"; for layouts
Linderman et al. 2019, "FIt-SNE", doi:10.1038/s41592-018-0308-4)."""

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def field(
    points: "Floats", charge: "Floats", cells: int, source: "Callable[[Floats], Floats] | None" = None
) -> "Floats":
    """Σ charge · span / span² at every point, all charges laid on a mesh of ``cells``² (cloud in cell) around the points.

    ``source`` makes of the density on the mesh, per unit of area, what the field comes from.
    """
    from scipy import fft

    low, high = points.min(axis=0), points.max(axis=0)
    width = float((high - low).max()) / (cells - 2) + 1e-9
    place = (points - (low + high) / 2) / width + (cells - 1) / 2
    first = np.floor(place).astype(np.int64)
    (x, y), cell = (place - first).T, first @ (cells, 1)
    corners = np.stack([cell, cell + 1, cell + cells, cell + cells + 1])
    shares = np.stack([(1 - x) * (1 - y), (1 - x) * y, x * (1 - y), x * y])
    density = np.bincount(corners.ravel(), (shares * charge).ravel(), cells**2) / width**2
    density = source(density) if source else density
    shape = (2 * cells, 2 * cells)
    wave = fft.rfft2(density.reshape(cells, cells).astype(np.float32), shape)
    fields = [fft.irfft2(wave * kernel, shape)[:cells, :cells].ravel() for kernel in _kernels(cells)]
    return np.asarray(width * np.stack([(field[corners] * shares).sum(axis=0) for field in fields], axis=1))


@cache
def _kernels(cells: int) -> "tuple[NDArray[np.complex64], NDArray[np.complex64]]":
    """The transforms of x / r² and y / r², r in cells, softened within two: hubs keep their followers."""
    from scipy import fft

    along = fft.fftfreq(2 * cells, 1 / (2 * cells)).astype(np.float32)
    square = np.square(along[:, None]) + np.square(along) + np.float32(3)
    return fft.rfft2(along[:, None] / square), fft.rfft2(along / square)
