import datetime

from chorus.finetuning.v1 import base_model_pb2 as _base_model_pb2
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
REVISION_STATE_UNSPECIFIED: RevisionState
REVISION_STATE_STAGED: RevisionState
REVISION_STATE_ACTIVE: RevisionState
REVISION_STATE_RETIRED: RevisionState

class Revision(_message.Message):
    __slots__ = ("name", "community", "base_model", "weights_digest", "location", "state", "config", "num_demonstrations", "num_validation", "demonstrations_digest", "history", "base_validation_loss", "create_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    BASE_MODEL_FIELD_NUMBER: _ClassVar[int]
    WEIGHTS_DIGEST_FIELD_NUMBER: _ClassVar[int]
    LOCATION_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    NUM_DEMONSTRATIONS_FIELD_NUMBER: _ClassVar[int]
    NUM_VALIDATION_FIELD_NUMBER: _ClassVar[int]
    DEMONSTRATIONS_DIGEST_FIELD_NUMBER: _ClassVar[int]
    HISTORY_FIELD_NUMBER: _ClassVar[int]
    BASE_VALIDATION_LOSS_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    community: str
    base_model: str
    weights_digest: str
    location: str
    state: RevisionState
    config: FinetuningConfig
    num_demonstrations: int
    num_validation: int
    demonstrations_digest: str
    history: _containers.RepeatedCompositeFieldContainer[_base_model_pb2.TrainingPoint]
    base_validation_loss: float
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., community: _Optional[str] = ..., base_model: _Optional[str] = ..., weights_digest: _Optional[str] = ..., location: _Optional[str] = ..., state: _Optional[_Union[RevisionState, str]] = ..., config: _Optional[_Union[FinetuningConfig, _Mapping]] = ..., num_demonstrations: _Optional[int] = ..., num_validation: _Optional[int] = ..., demonstrations_digest: _Optional[str] = ..., history: _Optional[_Iterable[_Union[_base_model_pb2.TrainingPoint, _Mapping]]] = ..., base_validation_loss: _Optional[float] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class FinetuningConfig(_message.Message):
    __slots__ = ("rank", "alpha", "learning_rate", "epochs", "batch_tokens", "max_posts", "seed")
    RANK_FIELD_NUMBER: _ClassVar[int]
    ALPHA_FIELD_NUMBER: _ClassVar[int]
    LEARNING_RATE_FIELD_NUMBER: _ClassVar[int]
    EPOCHS_FIELD_NUMBER: _ClassVar[int]
    BATCH_TOKENS_FIELD_NUMBER: _ClassVar[int]
    MAX_POSTS_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    rank: int
    alpha: int
    learning_rate: float
    epochs: int
    batch_tokens: int
    max_posts: int
    seed: int
    def __init__(self, rank: _Optional[int] = ..., alpha: _Optional[int] = ..., learning_rate: _Optional[float] = ..., epochs: _Optional[int] = ..., batch_tokens: _Optional[int] = ..., max_posts: _Optional[int] = ..., seed: _Optional[int] = ...) -> None: ...
