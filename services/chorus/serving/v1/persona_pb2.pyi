from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PersonaKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PERSONA_KIND_UNSPECIFIED: _ClassVar[PersonaKind]
    PERSONA_KIND_FINETUNED: _ClassVar[PersonaKind]
    PERSONA_KIND_CONTEXT: _ClassVar[PersonaKind]
    PERSONA_KIND_BASE: _ClassVar[PersonaKind]
    PERSONA_KIND_STAGED: _ClassVar[PersonaKind]
PERSONA_KIND_UNSPECIFIED: PersonaKind
PERSONA_KIND_FINETUNED: PersonaKind
PERSONA_KIND_CONTEXT: PersonaKind
PERSONA_KIND_BASE: PersonaKind
PERSONA_KIND_STAGED: PersonaKind

class Persona(_message.Message):
    __slots__ = ("name", "kind", "community", "display_name", "revision", "base_model_digest", "limits", "pinned")
    NAME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    BASE_MODEL_DIGEST_FIELD_NUMBER: _ClassVar[int]
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    PINNED_FIELD_NUMBER: _ClassVar[int]
    name: str
    kind: PersonaKind
    community: str
    display_name: str
    revision: str
    base_model_digest: str
    limits: str
    pinned: bool
    def __init__(self, name: _Optional[str] = ..., kind: _Optional[_Union[PersonaKind, str]] = ..., community: _Optional[str] = ..., display_name: _Optional[str] = ..., revision: _Optional[str] = ..., base_model_digest: _Optional[str] = ..., limits: _Optional[str] = ..., pinned: _Optional[bool] = ...) -> None: ...
