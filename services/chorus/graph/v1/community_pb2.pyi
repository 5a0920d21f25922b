from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Community(_message.Message):
    __slots__ = ("name", "partition", "display_name", "num_authors", "num_posts", "terms", "cohesion")
    NAME_FIELD_NUMBER: _ClassVar[int]
    PARTITION_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    NUM_AUTHORS_FIELD_NUMBER: _ClassVar[int]
    NUM_POSTS_FIELD_NUMBER: _ClassVar[int]
    TERMS_FIELD_NUMBER: _ClassVar[int]
    COHESION_FIELD_NUMBER: _ClassVar[int]
    name: str
    partition: str
    display_name: str
    num_authors: int
    num_posts: int
    terms: _containers.RepeatedCompositeFieldContainer[Term]
    cohesion: float
    def __init__(self, name: _Optional[str] = ..., partition: _Optional[str] = ..., display_name: _Optional[str] = ..., num_authors: _Optional[int] = ..., num_posts: _Optional[int] = ..., terms: _Optional[_Iterable[_Union[Term, _Mapping]]] = ..., cohesion: _Optional[float] = ...) -> None: ...

class Term(_message.Message):
    __slots__ = ("text", "weight")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_FIELD_NUMBER: _ClassVar[int]
    text: str
    weight: float
    def __init__(self, text: _Optional[str] = ..., weight: _Optional[float] = ...) -> None: ...
