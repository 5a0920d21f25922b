"""The Ray Train run that trains adapters, as its driver sees it.

The driver, the controller and the worker are three processes that each load this module, so it imports little: torch,
transformers and PEFT are loaded where they are used, in the worker.
"""

import os
from typing import Any

import ray
from ray.train import BackendConfig, CheckpointConfig, FailureConfig, RunConfig, ScalingConfig
from ray.train.v2.api.config import LoggingConfig
from ray.train.v2.api.data_parallel_trainer import DataParallelTrainer

from chorus.finetuning.engine import TrainingPlan
from chorus.finetuning.ray_places import Places


def fit(plan: TrainingPlan, places: Places) -> None:
    """Run the plan on Ray Train to its end; blocks. Raises what the worker raised, wrapped by Ray.

    The same workers serve all communities, for starting them takes longer than training a small adapter. A run of the same name
    goes on from its last checkpoint.
    """
    if sum(node["Alive"] for node in ray.nodes()) == 1:
        # No machine is taken away while others stay: nobody need watch for that.
        os.environ.setdefault("RAY_TRAIN_ENABLE_PREEMPTION_WATCHER", "0")
    num_workers = plan.adapters[0].config.num_workers
    _Trainer(
        _work,
        train_loop_config={"plan": plan, "places": places},
        backend_config=_backend(num_workers),
        scaling_config=ScalingConfig(num_workers=num_workers, use_gpu=ray.cluster_resources().get("GPU", 0) >= 1),
        run_config=RunConfig(
            name=plan.run,
            storage_path=places.runs,
            failure_config=FailureConfig(max_failures=places.max_failures),
            checkpoint_config=CheckpointConfig(num_to_keep=1),
            logging_config=LoggingConfig(log_level="WARNING"),
        ),
    ).fit()


def _backend(num_workers: int) -> BackendConfig | None:
    """What makes a TorchTrainer of a trainer: torch's process group. One worker is none, and loads torch in one process only."""
    if num_workers == 1:
        return None
    from ray.train.torch import TorchConfig

    return TorchConfig()


_UNNEEDED = frozenset({"PlacementGroupCleanerCallback", "DatasetsCallback"})


class _Trainer(DataParallelTrainer):
    """Without two processes of Ray Train's that have nothing to do here.

    One frees what a killed controller has reserved: it asks the dashboard, which Chorus does not run, so it frees nothing, and
    the end of every run waits for it in vain, ten seconds long; ``ray_run`` frees instead. The other deals out Ray's own
    datasets, of which there are none. A Ray that makes its callbacks elsewhere is only slower.
    """

    def _create_default_callbacks(self) -> list[Any]:
        callbacks: list[Any] = super()._create_default_callbacks()
        return [each for each in callbacks if type(each).__name__ not in _UNNEEDED]


def _work(config: dict[str, TrainingPlan | Places]) -> None:
    from chorus.finetuning.ray_worker import train_adapters

    plan, places = config["plan"], config["places"]
    assert isinstance(plan, TrainingPlan)
    assert isinstance(places, Places)
    train_adapters(plan, places)
