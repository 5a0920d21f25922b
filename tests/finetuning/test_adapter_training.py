"""Training by the real transformers and PEFT, on a model that is as small as can be."""

import os
import shutil
import socket
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
import torch
from safetensors.torch import load_file

from chorus.errors import FailedPrecondition
from chorus.finetuning.adapter_training import AdapterTraining, Trained
from chorus.finetuning.adapters import WEIGHTS, check_adapter
from chorus.finetuning.loaded_base import load_base
from chorus.finetuning.measuring import read
from chorus.finetuning.revision import FinetuningConfig
from chorus.finetuning.training_curve import Curve

from .tiny import FIRST, config_of, demonstrations_of, make_base

pytestmark = [pytest.mark.engine, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

BREAD = demonstrations_of(FIRST)


class Killed(Exception):
    """What a test interrupts a training by."""


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_base(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def training(base: Path) -> AdapterTraining:
    return AdapterTraining(load_base(base), "base-models/tiny", checkpoint_steps=10)


def train(training: AdapterTraining, folder: Path, config: FinetuningConfig, **how: Any) -> Trained:
    return training.train(training.prepare(BREAD, config), config, folder, **how)


def digest(folder: Path) -> str:
    return sha256((folder / WEIGHTS).read_bytes()).hexdigest()


def test_an_adapter_predicts_its_held_out_authors_better_than_the_base(
    training: AdapterTraining, base: Path, tmp_path: Path
) -> None:
    trained = train(training, tmp_path, config_of(BREAD, epochs=4))
    metrics = trained.metrics
    assert metrics.validation_loss is not None
    assert metrics.base_validation_loss is not None
    assert metrics.validation_loss < metrics.base_validation_loss - 0.1
    assert check_adapter(tmp_path, base, max_rank=4).rank == 4
    assert str(base) not in (tmp_path / "adapter_config.json").read_text()
    assert [point.step for point in trained.curve.points] == sorted({point.step for point in trained.curve.points})
    validated = [point for point in trained.curve.points if point.validation_loss is not None]
    assert len(validated) == 4
    for prompt in trained.fingerprint.prompts:
        assert [each.token for each in prompt.adapter] == [each.token for each in prompt.base]
        assert prompt.adapter != prompt.base
        assert [each.log_probability for each in prompt.adapter] == sorted(
            (each.log_probability for each in prompt.adapter), reverse=True
        )


@torch.no_grad()
def test_responses_are_learned_and_nothing_else(training: AdapterTraining) -> None:
    model, encoder = training.base.model, training.base.encoder
    exchanges = encoder.encode(BREAD.training[:7])
    losses = []
    for exchange in exchanges:
        logits = model(torch.tensor([exchange.tokens])).logits[0].log_softmax(-1)
        predicted = range(exchange.num_prompt, len(exchange.tokens))
        losses += [-float(logits[place - 1, exchange.tokens[place]]) for place in predicted]
    expected = pytest.approx(sum(losses) / len(losses), abs=1e-4)
    assert float(model(**encoder.collate(exchanges)).loss) == expected
    reading = read(model, encoder, exchanges)
    assert reading is not None
    assert reading.loss == expected


@pytest.mark.parametrize("killed_at", [1, 3])
def test_a_training_that_was_cut_off_ends_in_the_same_weights(
    training: AdapterTraining, tmp_path: Path, killed_at: int
) -> None:
    config = config_of(BREAD, epochs=4)
    num_steps = training.prepare(BREAD, config).steps(config)
    assert num_steps > 40, "several checkpoints, in the middle of passes"
    whole = train(training, tmp_path / "whole", config)

    kept = tmp_path / "checkpoint"
    saved = []

    def die_late(checkpoint: Path) -> None:
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(checkpoint, kept)
        saved.append(checkpoint.name)
        if len(saved) == killed_at:
            raise Killed

    with pytest.raises(Killed):
        train(training, tmp_path / "lost", config, save=die_late)
    assert not (tmp_path / "lost" / WEIGHTS).exists()

    steps: list[int] = []
    material = training.prepare(BREAD, config)
    resumed = training.train(
        material,
        config,
        tmp_path / "resumed",
        resume=kept,
        report=lambda curve: steps.append(curve.step),
    )
    assert steps[0] > 10 * killed_at, "nothing before the checkpoint is done again"
    assert digest(tmp_path / "resumed") == digest(tmp_path / "whole")
    assert resumed.curve.points == whole.curve.points
    assert resumed.metrics == whole.metrics
    assert resumed.fingerprint == whole.fingerprint


def test_the_best_weights_are_kept_and_a_training_that_gets_worse_stops(
    training: AdapterTraining, tmp_path: Path
) -> None:
    # At this rate a few passes are enough to learn the training authors by heart.
    config = config_of(BREAD, epochs=40, learning_rate=3e-2, patience=2, batch_tokens=2048)
    trained = train(training, tmp_path / "best", config)
    per_epoch = len(training.prepare(BREAD, config).batches)
    validated = [point for point in trained.curve.points if point.validation_loss is not None]
    best = min(validated, key=lambda point: point.validation_loss or 0)
    assert trained.curve.step < 40 * per_epoch
    assert trained.metrics.num_steps == trained.curve.step == best.step + 2 * per_epoch
    assert trained.metrics.best_step == best.step
    assert trained.metrics.validation_loss == pytest.approx(best.validation_loss, abs=1e-6)


def test_a_revision_is_continued_from_its_weights(training: AdapterTraining, tmp_path: Path) -> None:
    first = train(training, tmp_path / "parent", config_of(BREAD, epochs=4))
    second = train(training, tmp_path / "child", config_of(BREAD, epochs=1), parent=tmp_path / "parent")
    assert first.metrics.validation_loss is not None
    assert second.curve.points[0].loss < first.curve.points[0].loss - 0.1
    assert second.metrics.base_validation_loss == pytest.approx(first.metrics.base_validation_loss, abs=1e-6)


def test_the_base_is_afterwards_what_it_was(training: AdapterTraining, base: Path, tmp_path: Path) -> None:
    train(training, tmp_path, config_of(BREAD, epochs=1))
    before = load_file(base / "model.safetensors")
    after = training.base.model.state_dict()
    assert all(torch.equal(after[name], weights) for name, weights in before.items())


def test_general_instructions_are_learned_and_measured(training: AdapterTraining, tmp_path: Path) -> None:
    demonstrations = demonstrations_of(FIRST, 60, general=40)
    config = config_of(demonstrations, epochs=12, patience=12)
    material = training.prepare(demonstrations, config)
    assert len(material.training) == len(demonstrations.training) + 40
    assert material.num_demonstrations == len(demonstrations.training)
    trained = training.train(material, config, tmp_path)
    assert trained.metrics.general_loss is not None
    assert trained.metrics.base_general_loss is not None
    assert trained.metrics.general_loss < trained.metrics.base_general_loss
    assert trained.metrics.followed is not None
    assert trained.metrics.base_followed == 0.0


def test_posts_longer_than_the_context_are_cut(training: AdapterTraining, tmp_path: Path) -> None:
    long = SimpleNamespace(instruction="Write a post.", response="bread and butter " * 400)
    endless = SimpleNamespace(instruction="bread " * 2000, response="bread")
    encoded = training.base.encoder.encode([long, endless])
    assert [len(exchange.tokens) for exchange in encoded] == [256]
    assert 0 < encoded[0].num_prompt < 20


def test_four_bits_need_a_gpu(base: Path) -> None:
    if torch.cuda.is_available():
        pytest.skip("there is one")
    with pytest.raises(FailedPrecondition, match="GPU"):
        load_base(base, quantize=True)


def test_gradients_can_be_made_again_to_save_memory(training: AdapterTraining, tmp_path: Path) -> None:
    plain = train(training, tmp_path / "plain", config_of(BREAD, epochs=1))
    spared = train(training, tmp_path / "spared", config_of(BREAD, epochs=1, gradient_checkpointing=True))
    assert spared.metrics.validation_loss == pytest.approx(plain.metrics.validation_loss, abs=1e-3)


def test_two_workers_train_the_same_adapter_together(training: AdapterTraining, base: Path, tmp_path: Path) -> None:
    alone = train(training, tmp_path / "alone", config_of(BREAD, epochs=4))
    repository = Path(__file__).parents[2]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    environment = {
        **os.environ,
        "PYTHONPATH": f"{repository / 'services'}:{repository}",
        "WORLD_SIZE": "2",
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": port,
    }
    script = [sys.executable, str(repository / "tests" / "support" / "training_worker.py"), str(base)]
    workers = [
        subprocess.Popen(
            [*script, str(tmp_path / rank)],
            env={**environment, "RANK": rank, "LOCAL_RANK": rank},
            stderr=subprocess.PIPE,
        )
        for rank in ("0", "1")
    ]
    try:
        said = [worker.communicate(timeout=400)[1].decode() for worker in workers]
    finally:
        for worker in workers:
            worker.kill()
    assert [worker.returncode for worker in workers] == [0, 0], said
    curves = [msgspec.json.decode((tmp_path / rank / "curve.json").read_bytes(), type=Curve) for rank in ("0", "1")]
    for curve in curves:
        assert [point.step for point in curve.points] == [point.step for point in alone.curve.points]
        losses = [point.loss for point in alone.curve.points]
        assert [point.loss for point in curve.points] == pytest.approx(losses, abs=0.02)
    assert digest(tmp_path / "0") == digest(tmp_path / "1")
