"""The plain Trainer in a Ray Train run for each adapter, as the documentation of Ray would have one do it: prints a line of JSON.

python plain_ray_train.py RAY_ADDRESS STORAGE BASE_FOLDER ORDER BATCH_SIZE EPOCHS LEARNING_RATE DEMONSTRATIONS…

The cluster is up, and this process with its imports is not counted: only the runs are.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import ray
import ray.train
from ray.train import Checkpoint, RunConfig, ScalingConfig
from ray.train.torch import TorchTrainer


def main() -> None:
    """Train an adapter on each file, a run for each, and say what it took."""
    address, storage, *arguments = sys.argv[1:]
    options, files = arguments[:5], arguments[5:]
    environment = {"PYTHONPATH": str(Path(__file__).parent), "RAY_TRAIN_ENABLE_PRINT_PATCH": "0"}
    ray.init(address=address, runtime_env={"env_vars": environment}, log_to_driver=False, logging_level="ERROR")
    begun = time.perf_counter()
    losses = []
    for number, file in enumerate(files):
        trainer = TorchTrainer(
            train,
            train_loop_config={"options": options, "file": file},
            scaling_config=ScalingConfig(num_workers=1),
            run_config=RunConfig(name=f"plain-{number}", storage_path=storage),
        )
        losses.append((trainer.fit().metrics or {})["loss"])
    print(json.dumps({"seconds": time.perf_counter() - begun, "losses": losses}))


def train(config: dict[str, list[str] | str]) -> None:
    """One adapter, in a worker of Ray Train."""
    from plain_trainer import make_trainer, row
    from ray.train.huggingface.transformers import prepare_trainer
    from transformers import AutoTokenizer

    base, order, batch_size, epochs, rate = config["options"]
    tokenizer = AutoTokenizer.from_pretrained(base)
    pairs = json.loads(Path(str(config["file"])).read_bytes())
    training = [row(tokenizer, pair) for pair in pairs["training"] + pairs["general"]]
    validation = [row(tokenizer, pair) for pair in pairs["validation"]]
    trainer = make_trainer(base, tokenizer, training, validation, order, int(batch_size), int(epochs), float(rate))
    prepare_trainer(trainer).train()
    losses = [entry["eval_loss"] for entry in trainer.state.log_history if "eval_loss" in entry]
    with tempfile.TemporaryDirectory() as folder:
        trainer.model.save_pretrained(folder)
        ray.train.report({"loss": losses[-1]}, checkpoint=Checkpoint.from_directory(folder))


if __name__ == "__main__":
    main()
