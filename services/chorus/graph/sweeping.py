"""A sweep, step by step: the same network, several resolutions, several seeds of each. Done in a process apart."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from chorus.graph.agreement import stability
from chorus.graph.apart import Report
from chorus.graph.detecting import network_of, read_tables
from chorus.graph.detection import runs
from chorus.graph.network import Network
from chorus.graph.quality import measure
from chorus.graph.record import DatasetRecord
from chorus.graph.sweep import SweepConfig, SweepPoint
from chorus.jobs.job import Progress
from chorus.storage.artifacts import Artifacts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SWEEP_VERSION = 1
"""Part of a sweep's id; raised when the same request would give other points."""


@dataclass(frozen=True, slots=True)
class SweepRequest:
    """What a sweep job is given."""

    dataset: str = ""
    config: SweepConfig = field(default_factory=SweepConfig)

    @property
    def sweep(self) -> str:
        """The name of the sweep it makes."""
        return f"sweeps/{sha256(msgspec.json.encode((SWEEP_VERSION, self), order='deterministic')).hexdigest()[:16]}"


def sweep_resolutions(
    report: Report, store_url: str, dataset: DatasetRecord, config: SweepConfig
) -> tuple[SweepPoint, ...]:
    """The points of a sweep, by resolution; ``NoTies`` where the network has none."""
    report(Progress(0, len(config.resolutions), "resolutions", "building the network"))
    network = network_of(read_tables(Artifacts(store_url), dataset), config.detection)
    points = []
    for done, resolution in enumerate(sorted(set(config.resolutions))):
        report(Progress(done, len(config.resolutions), "resolutions", f"resolution {resolution:g}"))
        detection = config.detection
        with runs(detection.algorithm, network, resolution, detection.seed, detection.num_seeds) as found:
            labels = [run.result() for run in found]
        points.append(_point(network, resolution, labels, detection.min_members))
    return tuple(points)


def _point(network: Network, resolution: float, labels: "Sequence[NDArray[np.int32]]", min_members: int) -> SweepPoint:
    sizes = [np.bincount(run) for run in labels]
    kept = [size[size >= min_members] for size in sizes]
    modularities = [measure(network, run).modularity for run in labels]
    return SweepPoint(
        resolution=resolution,
        num_communities=float(np.mean([len(size) for size in kept])),
        largest=float(np.mean([size.max() for size in sizes])),
        coverage=float(np.mean([size.sum() / network.num_members for size in kept])),
        modularity=float(np.mean(modularities)),
        stability=stability(labels, modularities).mean_nmi if len(labels) > 1 else 1.0,
    )
