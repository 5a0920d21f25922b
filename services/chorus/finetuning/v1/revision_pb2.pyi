import datetime

from chorus.finetuning.v1 import base_model_pb2 as _base_model_pb2
from chorus.finetuning.v1 import demonstrations_pb2 as _demonstrations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class RevisionState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REVISION_STATE_UNSPECIFIED: _ClassVar[RevisionState]
    REVISION_STATE_STAGED: _ClassVar[RevisionState]
    REVISION_STATE_ACTIVE: _ClassVar[RevisionState]
    REVISION_STATE_RETIRED: _ClassVar[RevisionState]
    REVISION_STATE_QUARANTINED: _ClassVar[RevisionState]

class RevisionOrigin(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REVISION_ORIGIN_UNSPECIFIED: _ClassVar[RevisionOrigin]
    REVISION_ORIGIN_TRAINED: _ClassVar[RevisionOrigin]
    REVISION_ORIGIN_IMPORTED: _ClassVar[RevisionOrigin]
REVISION_STATE_UNSPECIFIED: RevisionState
REVISION_STATE_STAGED: RevisionState
REVISION_STATE_ACTIVE: RevisionState
REVISION_STATE_RETIRED: RevisionState
REVISION_STATE_QUARANTINED: RevisionState
REVISION_ORIGIN_UNSPECIFIED: RevisionOrigin
REVISION_ORIGIN_TRAINED: RevisionOrigin
REVISION_ORIGIN_IMPORTED: RevisionOrigin

class Revision(_message.Message):
    __slots__ = ("name", "community", "base_model", "weights_digest", "location", "state", "config", "num_demonstrations", "num_validation", "demonstration_set", "history", "metrics", "create_time", "origin", "parent", "partition", "dataset", "base_model_digest", "fingerprint", "code_version", "quarantine_reason", "activate_time", "tokens_per_second", "seconds", "pinned", "verdict", "override_reason")
    NAME_FIELD_NUMBER: _ClassVar[int]
    COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    BASE_MODEL_FIELD_NUMBER: _ClassVar[int]
    WEIGHTS_DIGEST_FIELD_NUMBER: _ClassVar[int]
    LOCATION_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    NUM_DEMONSTRATIONS_FIELD_NUMBER: _ClassVar[int]
    NUM_VALIDATION_FIELD_NUMBER: _ClassVar[int]
    DEMONSTRATION_SET_FIELD_NUMBER: _ClassVar[int]
    HISTORY_FIELD_NUMBER: _ClassVar[int]
    METRICS_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    PARENT_FIELD_NUMBER: _ClassVar[int]
    PARTITION_FIELD_NUMBER: _ClassVar[int]
    DATASET_FIELD_NUMBER: _ClassVar[int]
    BASE_MODEL_DIGEST_FIELD_NUMBER: _ClassVar[int]
    FINGERPRINT_FIELD_NUMBER: _ClassVar[int]
    CODE_VERSION_FIELD_NUMBER: _ClassVar[int]
    QUARANTINE_REASON_FIELD_NUMBER: _ClassVar[int]
    ACTIVATE_TIME_FIELD_NUMBER: _ClassVar[int]
    TOKENS_PER_SECOND_FIELD_NUMBER: _ClassVar[int]
    SECONDS_FIELD_NUMBER: _ClassVar[int]
    PINNED_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    OVERRIDE_REASON_FIELD_NUMBER: _ClassVar[int]
    name: str
    community: str
    base_model: str
    weights_digest: str
    location: str
    state: RevisionState
    config: FinetuningConfig
    num_demonstrations: int
    num_validation: int
    demonstration_set: str
    history: _containers.RepeatedCompositeFieldContainer[_base_model_pb2.TrainingPoint]
    metrics: AdapterMetrics
    create_time: _timestamp_pb2.Timestamp
    origin: RevisionOrigin
    parent: str
    partition: str
    dataset: str
    base_model_digest: str
    fingerprint: Fingerprint
    code_version: str
    quarantine_reason: str
    activate_time: _timestamp_pb2.Timestamp
    tokens_per_second: float
    seconds: float
    pinned: bool
    verdict: Verdict
    override_reason: str
    def __init__(self, name: _Optional[str] = ..., community: _Optional[str] = ..., base_model: _Optional[str] = ..., weights_digest: _Optional[str] = ..., location: _Optional[str] = ..., state: _Optional[_Union[RevisionState, str]] = ..., config: _Optional[_Union[FinetuningConfig, _Mapping]] = ..., num_demonstrations: _Optional[int] = ..., num_validation: _Optional[int] = ..., demonstration_set: _Optional[str] = ..., history: _Optional[_Iterable[_Union[_base_model_pb2.TrainingPoint, _Mapping]]] = ..., metrics: _Optional[_Union[AdapterMetrics, _Mapping]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., origin: _Optional[_Union[RevisionOrigin, str]] = ..., parent: _Optional[str] = ..., partition: _Optional[str] = ..., dataset: _Optional[str] = ..., base_model_digest: _Optional[str] = ..., fingerprint: _Optional[_Union[Fingerprint, _Mapping]] = ..., code_version: _Optional[str] = ..., quarantine_reason: _Optional[str] = ..., activate_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tokens_per_second: _Optional[float] = ..., seconds: _Optional[float] = ..., pinned: _Optional[bool] = ..., verdict: _Optional[_Union[Verdict, _Mapping]] = ..., override_reason: _Optional[str] = ...) -> None: ...

class Verdict(_message.Message):
    __slots__ = ("report", "passed", "reasons", "create_time")
    REPORT_FIELD_NUMBER: _ClassVar[int]
    PASSED_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    report: str
    passed: bool
    reasons: _containers.RepeatedScalarFieldContainer[str]
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, report: _Optional[str] = ..., passed: _Optional[bool] = ..., reasons: _Optional[_Iterable[str]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class AdapterMetrics(_message.Message):
    __slots__ = ("validation_loss", "base_validation_loss", "later_loss", "base_later_loss", "general_loss", "base_general_loss", "followed", "base_followed", "best_step", "num_steps")
    VALIDATION_LOSS_FIELD_NUMBER: _ClassVar[int]
    BASE_VALIDATION_LOSS_FIELD_NUMBER: _ClassVar[int]
    LATER_LOSS_FIELD_NUMBER: _ClassVar[int]
    BASE_LATER_LOSS_FIELD_NUMBER: _ClassVar[int]
    GENERAL_LOSS_FIELD_NUMBER: _ClassVar[int]
    BASE_GENERAL_LOSS_FIELD_NUMBER: _ClassVar[int]
    FOLLOWED_FIELD_NUMBER: _ClassVar[int]
    BASE_FOLLOWED_FIELD_NUMBER: _ClassVar[int]
    BEST_STEP_FIELD_NUMBER: _ClassVar[int]
    NUM_STEPS_FIELD_NUMBER: _ClassVar[int]
    validation_loss: float
    base_validation_loss: float
    later_loss: float
    base_later_loss: float
    general_loss: float
    base_general_loss: float
    followed: float
    base_followed: float
    best_step: int
    num_steps: int
    def __init__(self, validation_loss: _Optional[float] = ..., base_validation_loss: _Optional[float] = ..., later_loss: _Optional[float] = ..., base_later_loss: _Optional[float] = ..., general_loss: _Optional[float] = ..., base_general_loss: _Optional[float] = ..., followed: _Optional[float] = ..., base_followed: _Optional[float] = ..., best_step: _Optional[int] = ..., num_steps: _Optional[int] = ...) -> None: ...

class Fingerprint(_message.Message):
    __slots__ = ("prompts",)
    PROMPTS_FIELD_NUMBER: _ClassVar[int]
    prompts: _containers.RepeatedCompositeFieldContainer[PromptFingerprint]
    def __init__(self, prompts: _Optional[_Iterable[_Union[PromptFingerprint, _Mapping]]] = ...) -> None: ...

class PromptFingerprint(_message.Message):
    __slots__ = ("prompt", "adapter", "base")
    PROMPT_FIELD_NUMBER: _ClassVar[int]
    ADAPTER_FIELD_NUMBER: _ClassVar[int]
    BASE_FIELD_NUMBER: _ClassVar[int]
    prompt: str
    adapter: _containers.RepeatedCompositeFieldContainer[TokenProbability]
    base: _containers.RepeatedCompositeFieldContainer[TokenProbability]
    def __init__(self, prompt: _Optional[str] = ..., adapter: _Optional[_Iterable[_Union[TokenProbability, _Mapping]]] = ..., base: _Optional[_Iterable[_Union[TokenProbability, _Mapping]]] = ...) -> None: ...

class TokenProbability(_message.Message):
    __slots__ = ("token", "log_probability")
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    LOG_PROBABILITY_FIELD_NUMBER: _ClassVar[int]
    token: int
    log_probability: float
    def __init__(self, token: _Optional[int] = ..., log_probability: _Optional[float] = ...) -> None: ...

class FinetuningConfig(_message.Message):
    __slots__ = ("rank", "alpha", "learning_rate", "epochs", "batch_tokens", "seed", "targets", "patience", "demonstrations", "num_workers", "quantize_base", "gradient_checkpointing")
    RANK_FIELD_NUMBER: _ClassVar[int]
    ALPHA_FIELD_NUMBER: _ClassVar[int]
    LEARNING_RATE_FIELD_NUMBER: _ClassVar[int]
    EPOCHS_FIELD_NUMBER: _ClassVar[int]
    BATCH_TOKENS_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    TARGETS_FIELD_NUMBER: _ClassVar[int]
    PATIENCE_FIELD_NUMBER: _ClassVar[int]
    DEMONSTRATIONS_FIELD_NUMBER: _ClassVar[int]
    NUM_WORKERS_FIELD_NUMBER: _ClassVar[int]
    QUANTIZE_BASE_FIELD_NUMBER: _ClassVar[int]
    GRADIENT_CHECKPOINTING_FIELD_NUMBER: _ClassVar[int]
    rank: int
    alpha: int
    learning_rate: float
    epochs: int
    batch_tokens: int
    seed: int
    targets: _containers.RepeatedScalarFieldContainer[str]
    patience: int
    demonstrations: _demonstrations_pb2.DemonstrationConfig
    num_workers: int
    quantize_base: bool
    gradient_checkpointing: bool
    def __init__(self, rank: _Optional[int] = ..., alpha: _Optional[int] = ..., learning_rate: _Optional[float] = ..., epochs: _Optional[int] = ..., batch_tokens: _Optional[int] = ..., seed: _Optional[int] = ..., targets: _Optional[_Iterable[str]] = ..., patience: _Optional[int] = ..., demonstrations: _Optional[_Union[_demonstrations_pb2.DemonstrationConfig, _Mapping]] = ..., num_workers: _Optional[int] = ..., quantize_base: _Optional[bool] = ..., gradient_checkpointing: _Optional[bool] = ...) -> None: ...
