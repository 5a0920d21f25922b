import json
from pathlib import Path

import pytest
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM

from chorus.errors import InvalidBaseModel
from chorus.finetuning.base_model import GIVEN_LIMITS, BaseModelOrigin
from chorus.finetuning.given_model import describe_given_model
from chorus.finetuning.instructions import bundled_instructions
from chorus.finetuning.tokenizer import train_tokenizer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "model"
    tokenizer = train_tokenizer([p.response for p in bundled_instructions()], 400, 64)
    config = LlamaConfig(
        vocab_size=448, hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2,
        num_key_value_heads=2, max_position_embeddings=64,
    )  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(path)
    tokenizer.save_pretrained(path)
    return path


def _change_config(folder: Path, **changes: object) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_describes_a_folder(folder: Path, tmp_path: Path) -> None:
    model = describe_given_model(str(folder), tmp_path / "work")
    assert model.origin is BaseModelOrigin.GIVEN
    assert model.location == str(folder.resolve())
    assert model.context_length == 64
    assert model.num_parameters == LlamaForCausalLM.from_pretrained(folder).num_parameters()
    assert model.limits == GIVEN_LIMITS
    assert not (tmp_path / "work").exists()


def test_digest_changes_with_any_file(folder: Path, tmp_path: Path) -> None:
    before = describe_given_model(str(folder), tmp_path).digest
    assert describe_given_model(str(folder), tmp_path).digest == before
    _change_config(folder, rms_norm_eps=0.5)
    assert describe_given_model(str(folder), tmp_path).digest != before


def test_without_a_chat_template_it_gets_a_plain_one(folder: Path, tmp_path: Path) -> None:
    (folder / "chat_template.jinja").unlink()
    model = describe_given_model(str(folder), tmp_path / "work")
    assert Path(model.location).parent == tmp_path / "work"
    assert not (folder / "chat_template.jinja").exists()
    tokenizer = AutoTokenizer.from_pretrained(model.location)
    messages = [{"role": "user", "content": " Hello "}]
    assert (
        tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False) == "User: Hello\nAssistant:"
    )
    assert LlamaForCausalLM.from_pretrained(model.location).num_parameters() == model.num_parameters
    assert describe_given_model(str(folder), tmp_path / "work") == model


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"model_type": "bert"}, "llama, mistral"),
        ({"architectures": ["LlamaForSequenceClassification"]}, "causal language model"),
        ({"architectures": None}, "causal language model"),
        ({"max_position_embeddings": 0}, "max_position_embeddings"),
        ({"max_position_embeddings": "many"}, "damaged"),
    ],
)
def test_refuses_what_cannot_be_served(folder: Path, tmp_path: Path, changes: dict[str, object], advice: str) -> None:
    _change_config(folder, **changes)
    with pytest.raises(InvalidBaseModel, match=advice):
        describe_given_model(str(folder), tmp_path)


@pytest.mark.parametrize(
    ("missing", "advice"),
    [
        ("config.json", "config.json"),
        ("model.safetensors", "safetensors"),
        ("tokenizer_config.json", "tokenizer"),
    ],
)
def test_refuses_a_folder_with_a_file_missing(folder: Path, tmp_path: Path, missing: str, advice: str) -> None:
    (folder / missing).unlink()
    with pytest.raises(InvalidBaseModel, match=advice):
        describe_given_model(str(folder), tmp_path)


@pytest.mark.parametrize("data", [b"", b"\xff" * 64, (2).to_bytes(8, "little") + b"{]"])
def test_refuses_damaged_weights(folder: Path, tmp_path: Path, data: bytes) -> None:
    (folder / "model.safetensors").write_bytes(data)
    with pytest.raises(InvalidBaseModel, match="again"):
        describe_given_model(str(folder), tmp_path)


@pytest.mark.parametrize("source", ["./nowhere", "/no/such/folder", "not a hub name!"])
def test_refuses_what_is_not_there(source: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidBaseModel):
        describe_given_model(source, tmp_path)
