"""Where a run on the cluster finds and leaves things, and how much of a machine it takes."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Places:
    """Sent to the cluster with every run."""

    artifacts: str
    """URL of the artifact store."""
    runs: str
    """Folder or URL that Ray Train keeps checkpoints under; shared where workers are on several machines."""
    scratch: Path
    """Folder on the worker's machine for what can be fetched or made again."""
    threads: int = 0
    """Threads of a worker's arithmetic; 0 means the cores of its machine, shared among the workers of the run."""
    max_failures: int = 3
    """Times that Ray Train starts failed workers again, and Ray a failed driver, from the last checkpoint."""
    checkpoint_steps: int = 50
    """Optimiser steps between the checkpoints of an adapter; a multiple of 10."""
