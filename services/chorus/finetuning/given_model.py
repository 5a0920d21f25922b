"""A base model that the operator names: found, checked and described without loading a weight.

It has to be of a family that PEFT trains and vLLM serves with LoRA, in safetensors. A model without a chat template gets a plain
one, in a folder of its own beside the untouched files.
"""

from pathlib import Path

import msgspec
from huggingface_hub import snapshot_download
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

from chorus.errors import InvalidBaseModel
from chorus.finetuning.base_model import GIVEN_LIMITS, BaseModel, BaseModelOrigin, name_of
from chorus.finetuning.model_files import folder_digest, model_files, num_parameters

FAMILIES = ("llama", "mistral", "qwen2", "qwen3")
"""``model_type`` of the models that are accepted."""

DEFAULT_CHAT_TEMPLATE = (
    "{% for message in messages %}{{ message['role'] | capitalize + ': ' + message['content'] | trim }}"
    "{% if message['role'] == 'assistant' %}{{ eos_token }}{% endif %}{{ '\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}"
)
"""For a model without one: roles as plain words."""

_WANTED = ("*.json", "*.safetensors", "*.model", "*.jinja", "*.txt")


class _Config(msgspec.Struct):
    """What matters of ``config.json``."""

    model_type: str = ""
    architectures: list[str] | None = None
    max_position_embeddings: int = 0


class _TokenizerConfig(msgspec.Struct):
    """What matters of ``tokenizer_config.json``."""

    chat_template: msgspec.Raw = msgspec.Raw()


def describe_given_model(source: str, workspace: Path) -> BaseModel:
    """The model in a folder, or by a hub name; ``InvalidBaseModel``, with advice, for one that Chorus cannot use.

    ``location`` is the folder made absolute, the hub's downloaded copy, or a folder in ``workspace`` with a chat template added.
    """
    folder = _folder(source)
    config = _checked(folder)
    parameters = num_parameters(folder)
    if not _has_chat_template(folder):
        folder = _with_chat_template(folder, workspace)
    digest = folder_digest(folder)
    return BaseModel(
        name=name_of(digest),
        digest=digest,
        location=str(folder),
        origin=BaseModelOrigin.GIVEN,
        num_parameters=parameters,
        context_length=config.max_position_embeddings,
        limits=GIVEN_LIMITS,
    )


def _folder(source: str) -> Path:
    local = Path(source).expanduser()
    if local.is_dir():
        return local.resolve()
    if local.is_absolute() or source.startswith((".", "~")):
        raise InvalidBaseModel("the base model's folder does not exist; check the path in the setting")
    try:
        return Path(snapshot_download(source, allow_patterns=list(_WANTED))).resolve()
    except HFValidationError:
        raise InvalidBaseModel(f"{source[:100]!r} is neither a folder nor a hub name like 'owner/model'") from None
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError):
        raise InvalidBaseModel(
            f"the hub has no model {source[:100]!r} for us: check the name, your access to it (HF_TOKEN) and the connection, "
            "or name a folder"
        ) from None


def _checked(folder: Path) -> _Config:
    try:
        config = msgspec.json.decode((folder / "config.json").read_bytes(), type=_Config)
    except FileNotFoundError:
        raise InvalidBaseModel("the base model's folder has no config.json; name the folder that holds it") from None
    except msgspec.MsgspecError:
        raise InvalidBaseModel("the base model's config.json is damaged; download the model again") from None
    causal = [name for name in config.architectures or () if name.endswith("ForCausalLM")]
    if config.model_type not in FAMILIES or not causal:
        raise InvalidBaseModel(
            f"a base model of type {config.model_type[:40]!r} and architecture {str(config.architectures)[:80]} cannot be used; "
            f"name a causal language model of one of these types: {', '.join(FAMILIES)}"
        )
    if config.max_position_embeddings < 1:
        raise InvalidBaseModel("the base model's config.json names no max_position_embeddings; add it")
    if not (folder / "tokenizer_config.json").exists():
        raise InvalidBaseModel("the base model has no tokenizer_config.json; save its tokenizer into the same folder")
    return config


def _has_chat_template(folder: Path) -> bool:
    if (folder / "chat_template.jinja").exists():
        return True
    tokenizer = msgspec.json.decode((folder / "tokenizer_config.json").read_bytes(), type=_TokenizerConfig)
    return bytes(tokenizer.chat_template) not in (b"", b"null")


def _with_chat_template(folder: Path, workspace: Path) -> Path:
    """A folder with links to the model's files and the default template."""
    target = workspace / f"given-{folder_digest(folder)[:16]}"
    target.mkdir(parents=True, exist_ok=True)
    for path in model_files(folder):
        link = target / path.name
        link.unlink(missing_ok=True)
        link.symlink_to(path.resolve())
    (target / "chat_template.jinja").write_text(DEFAULT_CHAT_TEMPLATE, encoding="utf-8")
    return target
