"""The check of an adapter's folder, made before anybody uses it.

An engine may run a pickle's code, die of a file it cannot load, or accept weights of the wrong shape and speak nonsense with
them. So nothing is left to it: only safetensors, only plain LoRA, and exactly the tensors that the base model's configuration
calls for. The check reads headers, never weights, and needs no engine.
"""

import json
import math
from dataclasses import dataclass
from pathlib import Path

import msgspec

from chorus.errors import InvalidAdapter, InvalidBaseModel
from chorus.finetuning.revision import MAX_RANK

CONFIG = "adapter_config.json"
WEIGHTS = "adapter_model.safetensors"

_PICKLES = (".bin", ".ckpt", ".pickle", ".pkl", ".pt", ".pth")
_BYTES = {"F32": 4, "F16": 2, "BF16": 2}
_MAX_CONFIG_BYTES = 2**20
_MAX_HEADER_BYTES = 16 * 2**20
_UNUSED_OPTIONS = {
    "auto_mapping", "base_model_name_or_path", "inference_mode", "init_lora_weights", "lora_dropout", "megatron_core",
    "peft_version", "qalora_group_size", "revision",
}  # fmt: skip
"""Options that say nothing about the weights, or only how they were trained."""


class _Shape(msgspec.Struct):
    """What a Llama's config.json says about the shapes of its linears."""

    hidden_size: int
    intermediate_size: int
    num_hidden_layers: int
    num_attention_heads: int
    num_key_value_heads: int | None = None
    head_dim: int | None = None

    def linears(self) -> dict[str, tuple[int, int]]:
        """Inputs and outputs of each linear of a layer, by its path in the layer."""
        head = self.head_dim or self.hidden_size // self.num_attention_heads
        queries, keys = head * self.num_attention_heads, head * (self.num_key_value_heads or self.num_attention_heads)
        hidden, inner = self.hidden_size, self.intermediate_size
        return {
            "self_attn.q_proj": (hidden, queries),
            "self_attn.k_proj": (hidden, keys),
            "self_attn.v_proj": (hidden, keys),
            "self_attn.o_proj": (queries, hidden),
            "mlp.gate_proj": (hidden, inner),
            "mlp.up_proj": (hidden, inner),
            "mlp.down_proj": (inner, hidden),
        }


class _Options(msgspec.Struct):
    """The part of adapter_config.json that the weights depend on."""

    peft_type: str
    r: int
    lora_alpha: float
    target_modules: tuple[str, ...]
    task_type: str | None = None
    bias: str = "none"


class _Tensor(msgspec.Struct):
    """One entry of a safetensors header."""

    dtype: str
    shape: tuple[int, ...]
    data_offsets: tuple[int, int]


@dataclass(frozen=True, slots=True)
class AdapterShape:
    """What a checked adapter is."""

    rank: int
    alpha: float
    targets: tuple[str, ...]
    """Linears that are adapted, ordered."""
    num_tensors: int
    num_parameters: int


def check_adapter(folder: Path, base_model: Path, max_rank: int = MAX_RANK) -> AdapterShape:
    """Raise ``InvalidAdapter`` unless the folder is a plain LoRA adapter for the model in the folder ``base_model``."""
    _check_files(folder)
    options = _read_options(folder / CONFIG, max_rank)
    expected = _expected_tensors(_read_shape(base_model), options)
    tensors = _read_header(folder / WEIGHTS)
    _check_tensors(tensors, expected)
    _check_offsets(tensors, folder / WEIGHTS)
    num_parameters = sum(math.prod(tensor.shape) for tensor in tensors.values())
    targets = tuple(sorted(set(options.target_modules)))
    return AdapterShape(options.r, options.lora_alpha, targets, len(tensors), num_parameters)


def adapter_files(folder: Path) -> list[Path]:
    """All that is in a folder but a README.md, fit or not; ``InvalidAdapter`` where it is no folder."""
    if not folder.is_dir():
        raise InvalidAdapter(f"{folder} is not a folder; give the one that PEFT saved the adapter to")
    return sorted(path for path in folder.iterdir() if path.name != "README.md")


def check_file_name(name: str) -> None:
    """Raise ``InvalidAdapter`` unless an adapter's folder has a file of that name."""
    if name in (CONFIG, WEIGHTS):
        return
    if name.lower().endswith(_PICKLES):
        raise InvalidAdapter(
            f"the adapter has {name[:80]!r}: pickled weights are never loaded; save it by PEFT with safe_serialization"
        )
    raise InvalidAdapter(f"an adapter is {CONFIG} and {WEIGHTS} and nothing else; this one has {name[:80]!r}")


def without_traces(config: bytes, base_model: str) -> bytes:
    """A checked adapter_config.json with nothing in it of where the adapter was made, and the base model's name as its base."""
    everything = msgspec.json.decode(config, type=dict[str, object])
    kept = {name: value for name, value in everything.items() if name not in _UNUSED_OPTIONS}
    options = {**kept, "base_model_name_or_path": base_model, "inference_mode": True}
    return json.dumps(options, indent=2, sort_keys=True).encode()


def _check_files(folder: Path) -> None:
    found = {path.name: path for path in folder.iterdir()}
    for name, path in found.items():
        check_file_name(name)
        if path.is_symlink() or not path.is_file():
            raise InvalidAdapter(f"{name} is not a regular file; save the adapter again")
    for name in (CONFIG, WEIGHTS):
        if name not in found:
            raise InvalidAdapter(f"the adapter has no {name}; save it by PEFT with safe_serialization")


def _read_options(path: Path, max_rank: int) -> _Options:
    data = path.read_bytes()
    if len(data) > _MAX_CONFIG_BYTES:
        raise InvalidAdapter(f"{CONFIG} has {len(data)} bytes; that is no configuration")
    try:
        everything = msgspec.json.decode(data, type=dict[str, object])
        options = msgspec.convert(everything, _Options)
    except msgspec.DecodeError as error:
        raise InvalidAdapter(f"{CONFIG} cannot be read: {error}") from None
    if options.peft_type != "LORA" or options.bias != "none" or options.task_type not in (None, "CAUSAL_LM"):
        raise InvalidAdapter("only LoRA adapters of a causal language model without bias terms are served")
    if not 1 <= options.r <= max_rank:
        raise InvalidAdapter(f"the adapter's rank is {options.r}; ranks from 1 to {max_rank} are served")
    if not math.isfinite(options.lora_alpha) or options.lora_alpha <= 0:
        raise InvalidAdapter(f"the adapter's alpha is {options.lora_alpha}; it has to be above 0")
    for name in sorted(everything.keys() - set(_Options.__struct_fields__) - _UNUSED_OPTIONS):
        if everything[name]:
            raise InvalidAdapter(f"the adapter uses {name[:80]!r}; only plain LoRA is served (no DoRA, no patterns)")
    return options


def _read_shape(base_model: Path) -> _Shape:
    try:
        return msgspec.json.decode((base_model / "config.json").read_bytes(), type=_Shape)
    except (OSError, msgspec.DecodeError) as error:
        raise InvalidBaseModel(f"the base model's config.json is not that of a Llama: {error}") from None


def _expected_tensors(shape: _Shape, options: _Options) -> dict[str, tuple[int, int]]:
    linears = {path.partition(".")[2]: (path, sizes) for path, sizes in shape.linears().items()}
    unknown = sorted(set(options.target_modules) - linears.keys())
    if unknown or not options.target_modules:
        raise InvalidAdapter(f"target_modules has to name some of {', '.join(linears)}; it names {str(unknown)[:200]}")
    expected = {}
    for layer in range(shape.num_hidden_layers):
        for module in options.target_modules:
            path, (inputs, outputs) = linears[module]
            prefix = f"base_model.model.model.layers.{layer}.{path}"
            expected[f"{prefix}.lora_A.weight"] = (options.r, inputs)
            expected[f"{prefix}.lora_B.weight"] = (outputs, options.r)
    return expected


def _read_header(path: Path) -> dict[str, _Tensor]:
    with path.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        if not 2 <= size <= min(_MAX_HEADER_BYTES, path.stat().st_size - 8):
            raise InvalidAdapter(f"{WEIGHTS} is not a safetensors file; pickled weights are never loaded")
        header = file.read(size)
    try:
        entries: dict[str, object] = json.loads(header)
        entries.pop("__metadata__", None)
        return msgspec.convert(entries, dict[str, _Tensor])
    except (ValueError, AttributeError, RecursionError) as error:
        raise InvalidAdapter(f"{WEIGHTS} has a damaged header: {str(error)[:200]}") from None


def _check_tensors(tensors: dict[str, _Tensor], expected: dict[str, tuple[int, int]]) -> None:
    for name in sorted(tensors.keys() - expected.keys()):
        raise InvalidAdapter(f"the adapter has a tensor {name[:120]!r} that the base model has no place for")
    for name, shape in expected.items():
        if name not in tensors:
            raise InvalidAdapter(f"the adapter lacks the tensor {name!r}")
        found = tensors[name]
        if found.shape != shape:
            raise InvalidAdapter(f"{name} has shape {found.shape}, the base model needs {shape}")
        if found.dtype not in _BYTES:
            raise InvalidAdapter(f"{name} is of type {found.dtype[:20]!r}; F32, F16 and BF16 are served")


def _check_offsets(tensors: dict[str, _Tensor], path: Path) -> None:
    with path.open("rb") as file:
        header_end = 8 + int.from_bytes(file.read(8), "little")
    end = 0
    for tensor in sorted(tensors.values(), key=lambda tensor: tensor.data_offsets):
        size = math.prod(tensor.shape) * _BYTES[tensor.dtype]
        if tensor.data_offsets != (end, end + size):
            raise InvalidAdapter(f"{WEIGHTS} has gaps or overlaps between its tensors; save the adapter again")
        end += size
    if path.stat().st_size != header_end + end:
        raise InvalidAdapter(f"{WEIGHTS} is cut short, or has more bytes than its tensors; save the adapter again")
