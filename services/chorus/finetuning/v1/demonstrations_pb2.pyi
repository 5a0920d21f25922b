import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Selection(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SELECTION_UNSPECIFIED: _ClassVar[Selection]
    SELECTION_LOWEST_PERPLEXITY: _ClassVar[Selection]
    SELECTION_RANDOM: _ClassVar[Selection]
SELECTION_UNSPECIFIED: Selection
SELECTION_LOWEST_PERPLEXITY: Selection
SELECTION_RANDOM: Selection

class Cleaning(_message.Message):
    __slots__ = ("keep_links", "keep_mentions", "keep_hashtags", "keep_emojis", "keep_replies")
    KEEP_LINKS_FIELD_NUMBER: _ClassVar[int]
    KEEP_MENTIONS_FIELD_NUMBER: _ClassVar[int]
    KEEP_HASHTAGS_FIELD_NUMBER: _ClassVar[int]
    KEEP_EMOJIS_FIELD_NUMBER: _ClassVar[int]
    KEEP_REPLIES_FIELD_NUMBER: _ClassVar[int]
    keep_links: bool
    keep_mentions: bool
    keep_hashtags: bool
    keep_emojis: bool
    keep_replies: bool
    def __init__(self, keep_links: _Optional[bool] = ..., keep_mentions: _Optional[bool] = ..., keep_hashtags: _Optional[bool] = ..., keep_emojis: _Optional[bool] = ..., keep_replies: _Optional[bool] = ...) -> None: ...

class DemonstrationConfig(_message.Message):
    __slots__ = ("cleaning", "languages", "max_similarity", "max_posts", "selection", "num_templates", "name_community", "general_ratio", "instruction_set", "start_time", "end_time", "held_out_from")
    CLEANING_FIELD_NUMBER: _ClassVar[int]
    LANGUAGES_FIELD_NUMBER: _ClassVar[int]
    MAX_SIMILARITY_FIELD_NUMBER: _ClassVar[int]
    MAX_POSTS_FIELD_NUMBER: _ClassVar[int]
    SELECTION_FIELD_NUMBER: _ClassVar[int]
    NUM_TEMPLATES_FIELD_NUMBER: _ClassVar[int]
    NAME_COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    GENERAL_RATIO_FIELD_NUMBER: _ClassVar[int]
    INSTRUCTION_SET_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    HELD_OUT_FROM_FIELD_NUMBER: _ClassVar[int]
    cleaning: Cleaning
    languages: _containers.RepeatedScalarFieldContainer[str]
    max_similarity: float
    max_posts: int
    selection: Selection
    num_templates: int
    name_community: bool
    general_ratio: float
    instruction_set: str
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    held_out_from: _timestamp_pb2.Timestamp
    def __init__(self, cleaning: _Optional[_Union[Cleaning, _Mapping]] = ..., languages: _Optional[_Iterable[str]] = ..., max_similarity: _Optional[float] = ..., max_posts: _Optional[int] = ..., selection: _Optional[_Union[Selection, str]] = ..., num_templates: _Optional[int] = ..., name_community: _Optional[bool] = ..., general_ratio: _Optional[float] = ..., instruction_set: _Optional[str] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., held_out_from: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class DemonstrationSummary(_message.Message):
    __slots__ = ("num_posts", "num_outside_window", "num_other_languages", "num_replies", "num_near_empty", "num_duplicates", "num_near_duplicates", "num_not_selected", "num_training", "num_validation", "num_later", "num_not_drawn", "num_training_authors", "num_validation_authors", "num_general", "held_out_share")
    NUM_POSTS_FIELD_NUMBER: _ClassVar[int]
    NUM_OUTSIDE_WINDOW_FIELD_NUMBER: _ClassVar[int]
    NUM_OTHER_LANGUAGES_FIELD_NUMBER: _ClassVar[int]
    NUM_REPLIES_FIELD_NUMBER: _ClassVar[int]
    NUM_NEAR_EMPTY_FIELD_NUMBER: _ClassVar[int]
    NUM_DUPLICATES_FIELD_NUMBER: _ClassVar[int]
    NUM_NEAR_DUPLICATES_FIELD_NUMBER: _ClassVar[int]
    NUM_NOT_SELECTED_FIELD_NUMBER: _ClassVar[int]
    NUM_TRAINING_FIELD_NUMBER: _ClassVar[int]
    NUM_VALIDATION_FIELD_NUMBER: _ClassVar[int]
    NUM_LATER_FIELD_NUMBER: _ClassVar[int]
    NUM_NOT_DRAWN_FIELD_NUMBER: _ClassVar[int]
    NUM_TRAINING_AUTHORS_FIELD_NUMBER: _ClassVar[int]
    NUM_VALIDATION_AUTHORS_FIELD_NUMBER: _ClassVar[int]
    NUM_GENERAL_FIELD_NUMBER: _ClassVar[int]
    HELD_OUT_SHARE_FIELD_NUMBER: _ClassVar[int]
    num_posts: int
    num_outside_window: int
    num_other_languages: int
    num_replies: int
    num_near_empty: int
    num_duplicates: int
    num_near_duplicates: int
    num_not_selected: int
    num_training: int
    num_validation: int
    num_later: int
    num_not_drawn: int
    num_training_authors: int
    num_validation_authors: int
    num_general: int
    held_out_share: float
    def __init__(self, num_posts: _Optional[int] = ..., num_outside_window: _Optional[int] = ..., num_other_languages: _Optional[int] = ..., num_replies: _Optional[int] = ..., num_near_empty: _Optional[int] = ..., num_duplicates: _Optional[int] = ..., num_near_duplicates: _Optional[int] = ..., num_not_selected: _Optional[int] = ..., num_training: _Optional[int] = ..., num_validation: _Optional[int] = ..., num_later: _Optional[int] = ..., num_not_drawn: _Optional[int] = ..., num_training_authors: _Optional[int] = ..., num_validation_authors: _Optional[int] = ..., num_general: _Optional[int] = ..., held_out_share: _Optional[float] = ...) -> None: ...

class DemonstrationSet(_message.Message):
    __slots__ = ("name", "community", "location", "config", "seed", "base_model", "summary", "marks", "kappa", "create_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    LOCATION_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    BASE_MODEL_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    MARKS_FIELD_NUMBER: _ClassVar[int]
    KAPPA_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    community: str
    location: str
    config: DemonstrationConfig
    seed: int
    base_model: str
    summary: DemonstrationSummary
    marks: _containers.RepeatedCompositeFieldContainer[AnnotatorMarks]
    kappa: float
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., community: _Optional[str] = ..., location: _Optional[str] = ..., config: _Optional[_Union[DemonstrationConfig, _Mapping]] = ..., seed: _Optional[int] = ..., base_model: _Optional[str] = ..., summary: _Optional[_Union[DemonstrationSummary, _Mapping]] = ..., marks: _Optional[_Iterable[_Union[AnnotatorMarks, _Mapping]]] = ..., kappa: _Optional[float] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class AnnotatorMarks(_message.Message):
    __slots__ = ("annotator", "num_marked", "num_accepted", "low", "high")
    ANNOTATOR_FIELD_NUMBER: _ClassVar[int]
    NUM_MARKED_FIELD_NUMBER: _ClassVar[int]
    NUM_ACCEPTED_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    annotator: str
    num_marked: int
    num_accepted: int
    low: float
    high: float
    def __init__(self, annotator: _Optional[str] = ..., num_marked: _Optional[int] = ..., num_accepted: _Optional[int] = ..., low: _Optional[float] = ..., high: _Optional[float] = ...) -> None: ...
