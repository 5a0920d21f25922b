"""The matrix of a run by the real transformers and PEFT, on a model that is as small as can be."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from chorus.finetuning.adapter_training import AdapterTraining
from chorus.finetuning.comparing import compare
from chorus.finetuning.demonstrations import Demonstrations
from chorus.finetuning.finetuning_report import CrossLosses
from chorus.finetuning.loaded_base import load_base

from .tiny import FIRST, SECOND, config_of, demonstrations_of, make_base

pytestmark = [pytest.mark.engine, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


def by_several(community: str) -> Demonstrations:
    """Demonstrations whose held-out posts are by three authors."""
    found = demonstrations_of(community, 240)
    named = (replace(pair, author=f"author-{place % 3}") for place, pair in enumerate(found.validation))
    return replace(found, validation=tuple(named))


def test_every_adapter_is_measured_on_every_community(tmp_path: Path) -> None:
    torch.set_num_threads(1)
    training = AdapterTraining(load_base(make_base(tmp_path / "base")), "base-models/tiny")
    communities = {"communities/bread": by_several(FIRST), "communities/walks": by_several(SECOND)}
    materials, folders = [], []
    for place, demonstrations in enumerate(communities.values()):
        config = config_of(demonstrations, epochs=3)
        materials.append(training.prepare(demonstrations, config))
        folders.append(tmp_path / str(place))
        training.train(materials[-1], config, folders[-1])
    begun: list[int] = []
    bread, walks = compare(training.base, list(communities), folders, materials, begun.append)
    assert begun == [1, 2]
    assert (bread.community, walks.community) == tuple(communities)
    assert bread.adapters[0] < min(bread.base, bread.adapters[1])
    assert walks.adapters[1] < min(walks.base, walks.adapters[0])
    for place, row in enumerate((bread, walks)):
        held_out = list(communities.values())[place].validation
        assert row.num_validation == len(held_out)
        assert row.lead is not None
        # Each has a vocabulary of its own: nobody's posts are in doubt.
        assert row.lead.is_clear
        assert row.lead.num_authors == 3
        assert row.lead.value == pytest.approx(row.adapters[1 - place] - row.adapters[place], abs=1e-5)


def test_a_community_without_held_out_authors_has_an_empty_row(tmp_path: Path) -> None:
    training = AdapterTraining(load_base(make_base(tmp_path / "base")), "base-models/tiny")
    nobody = training.prepare(Demonstrations(training=demonstrations_of(FIRST).training), config_of(Demonstrations()))
    assert compare(training.base, ["communities/a"], [], [nobody], print) == (CrossLosses("communities/a"),)
