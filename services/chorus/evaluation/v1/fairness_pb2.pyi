import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class FairnessStudy(_message.Message):
    __slots__ = ("name", "communities", "config", "readers", "readings", "differences", "base_model_digest", "notes", "create_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    COMMUNITIES_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    READERS_FIELD_NUMBER: _ClassVar[int]
    READINGS_FIELD_NUMBER: _ClassVar[int]
    DIFFERENCES_FIELD_NUMBER: _ClassVar[int]
    BASE_MODEL_DIGEST_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    communities: _containers.RepeatedScalarFieldContainer[str]
    config: FairnessConfig
    readers: _containers.RepeatedCompositeFieldContainer[Reader]
    readings: _containers.RepeatedCompositeFieldContainer[TermReading]
    differences: _containers.RepeatedCompositeFieldContainer[TermDifference]
    base_model_digest: str
    notes: _containers.RepeatedScalarFieldContainer[str]
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., communities: _Optional[_Iterable[str]] = ..., config: _Optional[_Union[FairnessConfig, _Mapping]] = ..., readers: _Optional[_Iterable[_Union[Reader, _Mapping]]] = ..., readings: _Optional[_Iterable[_Union[TermReading, _Mapping]]] = ..., differences: _Optional[_Iterable[_Union[TermDifference, _Mapping]]] = ..., base_model_digest: _Optional[str] = ..., notes: _Optional[_Iterable[str]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class FairnessConfig(_message.Message):
    __slots__ = ("terms", "templates", "posts_per_term", "seed", "emotion_classifier", "toxicity_classifier")
    TERMS_FIELD_NUMBER: _ClassVar[int]
    TEMPLATES_FIELD_NUMBER: _ClassVar[int]
    POSTS_PER_TERM_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    EMOTION_CLASSIFIER_FIELD_NUMBER: _ClassVar[int]
    TOXICITY_CLASSIFIER_FIELD_NUMBER: _ClassVar[int]
    terms: _containers.RepeatedScalarFieldContainer[str]
    templates: _containers.RepeatedScalarFieldContainer[str]
    posts_per_term: int
    seed: int
    emotion_classifier: str
    toxicity_classifier: str
    def __init__(self, terms: _Optional[_Iterable[str]] = ..., templates: _Optional[_Iterable[str]] = ..., posts_per_term: _Optional[int] = ..., seed: _Optional[int] = ..., emotion_classifier: _Optional[str] = ..., toxicity_classifier: _Optional[str] = ...) -> None: ...

class Reader(_message.Message):
    __slots__ = ("kind", "classifier", "labels")
    KIND_FIELD_NUMBER: _ClassVar[int]
    CLASSIFIER_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    kind: str
    classifier: str
    labels: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, kind: _Optional[str] = ..., classifier: _Optional[str] = ..., labels: _Optional[_Iterable[str]] = ...) -> None: ...

class TermReading(_message.Message):
    __slots__ = ("persona", "revision", "kind", "term", "num_posts", "means", "samples")
    PERSONA_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    TERM_FIELD_NUMBER: _ClassVar[int]
    NUM_POSTS_FIELD_NUMBER: _ClassVar[int]
    MEANS_FIELD_NUMBER: _ClassVar[int]
    SAMPLES_FIELD_NUMBER: _ClassVar[int]
    persona: str
    revision: str
    kind: str
    term: str
    num_posts: int
    means: _containers.RepeatedScalarFieldContainer[float]
    samples: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, persona: _Optional[str] = ..., revision: _Optional[str] = ..., kind: _Optional[str] = ..., term: _Optional[str] = ..., num_posts: _Optional[int] = ..., means: _Optional[_Iterable[float]] = ..., samples: _Optional[_Iterable[str]] = ...) -> None: ...

class TermDifference(_message.Message):
    __slots__ = ("persona", "kind", "first", "second", "similarity", "p_value", "label", "gap")
    PERSONA_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    FIRST_FIELD_NUMBER: _ClassVar[int]
    SECOND_FIELD_NUMBER: _ClassVar[int]
    SIMILARITY_FIELD_NUMBER: _ClassVar[int]
    P_VALUE_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    GAP_FIELD_NUMBER: _ClassVar[int]
    persona: str
    kind: str
    first: str
    second: str
    similarity: float
    p_value: float
    label: str
    gap: float
    def __init__(self, persona: _Optional[str] = ..., kind: _Optional[str] = ..., first: _Optional[str] = ..., second: _Optional[str] = ..., similarity: _Optional[float] = ..., p_value: _Optional[float] = ..., label: _Optional[str] = ..., gap: _Optional[float] = ...) -> None: ...
