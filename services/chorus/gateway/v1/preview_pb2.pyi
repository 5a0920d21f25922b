from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class ScreeningPreview(_message.Message):
    __slots__ = ("personas", "num_items", "num_kept", "num_prompts", "num_answers", "num_tokens", "seconds")
    PERSONAS_FIELD_NUMBER: _ClassVar[int]
    NUM_ITEMS_FIELD_NUMBER: _ClassVar[int]
    NUM_KEPT_FIELD_NUMBER: _ClassVar[int]
    NUM_PROMPTS_FIELD_NUMBER: _ClassVar[int]
    NUM_ANSWERS_FIELD_NUMBER: _ClassVar[int]
    NUM_TOKENS_FIELD_NUMBER: _ClassVar[int]
    SECONDS_FIELD_NUMBER: _ClassVar[int]
    personas: _containers.RepeatedScalarFieldContainer[str]
    num_items: int
    num_kept: int
    num_prompts: int
    num_answers: int
    num_tokens: int
    seconds: float
    def __init__(self, personas: _Optional[_Iterable[str]] = ..., num_items: _Optional[int] = ..., num_kept: _Optional[int] = ..., num_prompts: _Optional[int] = ..., num_answers: _Optional[int] = ..., num_tokens: _Optional[int] = ..., seconds: _Optional[float] = ...) -> None: ...
