from chorus.types.v1 import sampling_pb2 as _sampling_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Receipt(_message.Message):
    __slots__ = ("persona", "revision", "base_model_digest", "prompt_digest", "sampling", "engine", "replica", "structure_digest")
    PERSONA_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    BASE_MODEL_DIGEST_FIELD_NUMBER: _ClassVar[int]
    PROMPT_DIGEST_FIELD_NUMBER: _ClassVar[int]
    SAMPLING_FIELD_NUMBER: _ClassVar[int]
    ENGINE_FIELD_NUMBER: _ClassVar[int]
    REPLICA_FIELD_NUMBER: _ClassVar[int]
    STRUCTURE_DIGEST_FIELD_NUMBER: _ClassVar[int]
    persona: str
    revision: str
    base_model_digest: str
    prompt_digest: str
    sampling: _sampling_pb2.Sampling
    engine: str
    replica: str
    structure_digest: str
    def __init__(self, persona: _Optional[str] = ..., revision: _Optional[str] = ..., base_model_digest: _Optional[str] = ..., prompt_digest: _Optional[str] = ..., sampling: _Optional[_Union[_sampling_pb2.Sampling, _Mapping]] = ..., engine: _Optional[str] = ..., replica: _Optional[str] = ..., structure_digest: _Optional[str] = ...) -> None: ...
