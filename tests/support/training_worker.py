"""One of several workers that train an adapter together, as Ray Train starts them: python training_worker.py BASE FOLDER"""

import os
import sys
from pathlib import Path

import msgspec
import torch
import torch.distributed
from tests.finetuning.tiny import FIRST, config_of, demonstrations_of

from chorus.finetuning.adapter_training import AdapterTraining
from chorus.finetuning.batches import Share
from chorus.finetuning.loaded_base import load_base

if __name__ == "__main__":
    base, folder = map(Path, sys.argv[1:])
    torch.set_num_threads(1)
    torch.distributed.init_process_group("gloo")
    share = Share(int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"]))
    training = AdapterTraining(load_base(base), "base-models/tiny", share)
    demonstrations = demonstrations_of(FIRST)
    config = config_of(demonstrations, epochs=4)
    trained = training.train(training.prepare(demonstrations, config), config, folder)
    (folder / "curve.json").write_bytes(msgspec.json.encode(trained.curve))
    torch.distributed.destroy_process_group()
