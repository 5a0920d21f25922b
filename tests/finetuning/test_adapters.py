import json
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from chorus.errors import InvalidAdapter, InvalidBaseModel
from chorus.finetuning.adapters import without_traces
from chorus.finetuning.client import check_adapter

Tensors = dict[str, tuple[int, ...]]
Make = Callable[..., Path]

FIRST = "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight"


def test_a_plain_adapter_passes(make_adapter: Make, plain: Tensors, base: Path) -> None:
    shape = check_adapter(make_adapter(plain), base, max_rank=4)
    assert (shape.rank, shape.alpha, shape.num_tensors) == (4, 8, 12)
    assert shape.targets == ("down_proj", "k_proj", "q_proj")
    assert shape.num_parameters == 2 * 4 * (8 + 8 + 8 + 4 + 12 + 8)


def test_a_pickle_in_place_of_the_weights_is_refused(make_adapter: Make, plain: Tensors, base: Path) -> None:
    folder = make_adapter(plain)
    (folder / "adapter_model.safetensors").write_bytes(pickle.dumps({"weights": [0.0] * 1000}))
    with pytest.raises(InvalidAdapter, match="not a safetensors file"):
        check_adapter(folder, base)


@pytest.mark.parametrize("name", ["adapter_model.bin", "optimizer.pt", "state.PKL", "last.ckpt", "model.pth"])
def test_pickled_files_are_refused_as_such(make_adapter: Make, plain: Tensors, base: Path, name: str) -> None:
    folder = make_adapter(plain)
    (folder / name).write_bytes(b"")
    with pytest.raises(InvalidAdapter, match="pickled weights are never loaded"):
        check_adapter(folder, base)


@pytest.mark.parametrize("name", ["new_embeddings.safetensors", "run.py", "README.md"])
def test_any_other_file_is_refused(make_adapter: Make, plain: Tensors, base: Path, name: str) -> None:
    folder = make_adapter(plain)
    (folder / name).write_bytes(b"")
    with pytest.raises(InvalidAdapter, match="nothing else"):
        check_adapter(folder, base)


@pytest.mark.parametrize("name", ["adapter_config.json", "adapter_model.safetensors"])
def test_both_files_have_to_be_there(make_adapter: Make, plain: Tensors, base: Path, name: str) -> None:
    folder = make_adapter(plain)
    (folder / name).unlink()
    with pytest.raises(InvalidAdapter, match=f"no {name}"):
        check_adapter(folder, base)


def test_a_link_out_of_the_folder_is_refused(make_adapter: Make, plain: Tensors, base: Path, tmp_path: Path) -> None:
    folder = make_adapter(plain)
    weights = folder / "adapter_model.safetensors"
    weights.rename(tmp_path / "elsewhere")
    weights.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InvalidAdapter, match="not a regular file"):
        check_adapter(folder, base)


def test_a_wrong_shape_is_refused(make_adapter: Make, plain: Tensors, base: Path) -> None:
    with pytest.raises(InvalidAdapter, match=r"has shape \(4, 16\), the base model needs \(4, 8\)"):
        check_adapter(make_adapter({**plain, FIRST: (4, 16)}), base)


@pytest.mark.parametrize("name", ["../../../etc/passwd", f"{FIRST}/../x", FIRST.replace("layers.0", "layers.7")])
def test_a_tensor_of_another_name_is_refused(make_adapter: Make, plain: Tensors, base: Path, name: str) -> None:
    with pytest.raises(InvalidAdapter, match="no place for"):
        check_adapter(make_adapter({**plain, name: (4, 8)}), base)


def test_a_missing_tensor_is_refused(make_adapter: Make, plain: Tensors, base: Path) -> None:
    del plain[FIRST]
    with pytest.raises(InvalidAdapter, match="lacks"):
        check_adapter(make_adapter(plain), base)


def test_a_rank_above_what_is_served_is_refused(make_adapter: Make, plain: Tensors, base: Path) -> None:
    with pytest.raises(InvalidAdapter, match="rank is 4; ranks from 1 to 2"):
        check_adapter(make_adapter(plain), base, max_rank=2)


def test_a_rank_other_than_the_tensors_is_refused(make_adapter: Make, plain: Tensors, base: Path) -> None:
    with pytest.raises(InvalidAdapter, match="has shape"):
        check_adapter(make_adapter(plain, r=2), base)


@pytest.mark.parametrize(
    "options",
    [
        {"use_dora": True},
        {"use_rslora": True},
        {"rank_pattern": {"q_proj": 64}},
        {"modules_to_save": ["lm_head"]},
        {"trainable_token_indices": [1]},
        {"some_later_invention": "on"},
        {"bias": "all"},
        {"peft_type": "VERA"},
        {"task_type": "SEQ_CLS"},
        {"lora_alpha": 0},
        {"target_modules": ["q_proj", "lm_head"]},
        {"target_modules": []},
        {"target_modules": "all-linear"},
        {"r": "4"},
    ],
)
def test_anything_but_plain_lora_is_refused(make_adapter: Make, plain: Tensors, base: Path, options: dict) -> None:
    with pytest.raises(InvalidAdapter):
        check_adapter(make_adapter(plain, **options), base)


@pytest.mark.parametrize(
    "change", [lambda data: data[:-4], lambda data: data + b"\0", lambda data: data[:40], lambda _: b""]
)
def test_a_damaged_file_is_refused(make_adapter: Make, plain: Tensors, base: Path, change: Callable) -> None:
    folder = make_adapter(plain)
    weights = folder / "adapter_model.safetensors"
    weights.write_bytes(change(weights.read_bytes()))
    with pytest.raises(InvalidAdapter):
        check_adapter(folder, base)


@pytest.mark.parametrize("entry", [{"data_offsets": [0, 64]}, {"dtype": "I64"}, {"shape": [-4, -8]}, {"dtype": None}])
def test_a_header_that_lies_is_refused(make_adapter: Make, plain: Tensors, base: Path, entry: dict) -> None:
    folder = make_adapter(plain)
    weights = folder / "adapter_model.safetensors"
    data = weights.read_bytes()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    header[FIRST].update(entry)
    text = json.dumps(header).encode()
    weights.write_bytes(len(text).to_bytes(8, "little") + text + data[8 + size :])
    with pytest.raises(InvalidAdapter):
        check_adapter(folder, base)


def test_a_base_that_is_no_llama_is_named_as_the_fault(make_adapter: Make, plain: Tensors, base: Path) -> None:
    (base / "config.json").write_text("{}")
    with pytest.raises(InvalidBaseModel):
        check_adapter(make_adapter(plain), base)


def test_a_configuration_keeps_what_the_weights_depend_on_and_no_trace_of_where_it_was_made() -> None:
    config = {
        "peft_type": "LORA",
        "r": 4,
        "lora_alpha": 8,
        "target_modules": ["q_proj"],
        "use_dora": False,
        "base_model_name_or_path": "/home/somebody/models/secret",
        "revision": "somebody's branch",
        "auto_mapping": {"parent_library": "os"},
    }
    kept = json.loads(without_traces(json.dumps(config).encode(), "base-models/tiny"))
    assert kept == {
        "peft_type": "LORA",
        "r": 4,
        "lora_alpha": 8,
        "target_modules": ["q_proj"],
        "use_dora": False,
        "base_model_name_or_path": "base-models/tiny",
        "inference_mode": True,
    }
