from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaForCausalLM

from chorus.errors import TooFewPosts
from chorus.finetuning.base_model import BUILT_LIMITS, BaseModel, BaseModelOrigin
from chorus.finetuning.base_recipe import MIN_STEPS, QUICK
from chorus.finetuning.base_text import GroupedPosts
from chorus.finetuning.model_files import folder_digest, num_parameters
from chorus.finetuning.pretraining import CHECKPOINT_STEPS, build_base_model
from chorus.sample.voice import load_voice

_TINY = replace(QUICK, hidden=32, steps=30, batch_tokens=256)


class _Interrupted(Exception):
    pass


def _posts(number: int = 60) -> tuple[GroupedPosts, ...]:
    return tuple(
        GroupedPosts(name, tuple(load_voice(name).write(Random(seed)) for seed in range(number)))
        for name in ("trail-running", "anti-diet")
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> BaseModel:
    folder = tmp_path_factory.mktemp("base")
    held_out = (GroupedPosts("trail-running", ("Fog Loop / hail for fun / grin fixed",)),)
    return build_base_model(_posts(), folder, config=_TINY, held_out=held_out, threads=1)


def test_describes_what_it_built(built: BaseModel) -> None:
    folder = Path(built.location)
    assert built.origin is BaseModelOrigin.BUILT
    assert built.limits == BUILT_LIMITS
    assert built.digest == folder_digest(folder)
    assert built.context_length == 1024
    # The output matrix is the embedding and is not stored twice.
    assert built.num_parameters == num_parameters(folder)
    assert not (folder / "checkpoint.pt").exists()


def test_learns(built: BaseModel) -> None:
    assert [point.step for point in built.history] == [10, 20, 30]
    assert built.history[-1].loss < built.history[0].loss - 0.5
    assert built.history[-1].validation_loss is not None
    assert built.history[0].validation_loss is None


def test_loads_as_a_llama_and_answers(built: BaseModel) -> None:
    model = AutoModelForCausalLM.from_pretrained(built.location)
    tokenizer = AutoTokenizer.from_pretrained(built.location)
    assert isinstance(model, LlamaForCausalLM)
    assert model.dtype == torch.float32
    assert model.generation_config.eos_token_id == tokenizer.eos_token_id
    prompt = tokenizer.apply_chat_template(
        [{"role": "user", "content": "Write a post."}],
        add_generation_prompt=True,
        return_tensors="pt",
        return_dict=True,
    )
    answer = model.generate(**prompt, max_new_tokens=8, do_sample=False)
    assert answer.shape[1] > prompt["input_ids"].shape[1]


def test_same_inputs_give_the_same_weights_and_another_seed_others(built: BaseModel, tmp_path: Path) -> None:
    turned = [GroupedPosts(g.group, g.texts[::-1]) for g in reversed(_posts())]
    again = build_base_model(turned, tmp_path / "again", config=_TINY, threads=1)
    other = build_base_model(_posts(), tmp_path / "other", config=replace(_TINY, seed=1), threads=1)
    assert again.digest == built.digest
    assert other.digest != built.digest


def test_goes_on_after_an_interruption_to_the_same_weights(tmp_path: Path) -> None:
    config = replace(_TINY, steps=CHECKPOINT_STEPS + 20)
    seen: list[int] = []

    def interrupt(done: int, total: int, loss: float) -> None:
        seen.append(done)
        if done == CHECKPOINT_STEPS + 10 and seen.count(done) == 1:
            raise _Interrupted

    with pytest.raises(_Interrupted):
        build_base_model(_posts(), tmp_path / "cut", config=config, threads=1, report=interrupt)
    seen_before = len(seen)
    resumed = build_base_model(_posts(), tmp_path / "cut", config=config, threads=1, report=interrupt)
    assert seen[seen_before:] == [CHECKPOINT_STEPS + 10, CHECKPOINT_STEPS + 20]
    whole = build_base_model(_posts(), tmp_path / "whole", config=config, threads=1)
    assert resumed.digest == whole.digest
    assert resumed.history == whole.history


def test_where_no_steps_are_named_the_text_decides(tmp_path: Path) -> None:
    def interrupt(done: int, total: int, loss: float) -> None:
        assert (done, total) == (10, MIN_STEPS)
        raise _Interrupted

    with pytest.raises(_Interrupted):
        build_base_model(_posts(), tmp_path, config=replace(_TINY, steps=0), threads=1, report=interrupt)


@pytest.mark.parametrize("posts", [(), (GroupedPosts("a", ("only one",)),)])
def test_too_few_posts_are_refused(posts: Sequence[GroupedPosts], tmp_path: Path) -> None:
    with pytest.raises(TooFewPosts, match="at least 50"):
        build_base_model(posts, tmp_path, config=_TINY)
