from chorus.serving.v1 import answer_pb2 as _answer_pb2
from chorus.serving.v1 import persona_pb2 as _persona_pb2
from chorus.types.v1 import receipt_pb2 as _receipt_pb2
from chorus.types.v1 import sampling_pb2 as _sampling_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class GetEngineRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetEngineResponse(_message.Message):
    __slots__ = ("ready", "message", "engine", "base_model", "base_model_digest")
    READY_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    ENGINE_FIELD_NUMBER: _ClassVar[int]
    BASE_MODEL_FIELD_NUMBER: _ClassVar[int]
    BASE_MODEL_DIGEST_FIELD_NUMBER: _ClassVar[int]
    ready: bool
    message: str
    engine: str
    base_model: str
    base_model_digest: str
    def __init__(self, ready: _Optional[bool] = ..., message: _Optional[str] = ..., engine: _Optional[str] = ..., base_model: _Optional[str] = ..., base_model_digest: _Optional[str] = ...) -> None: ...

class ListPersonasRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListPersonasResponse(_message.Message):
    __slots__ = ("personas",)
    PERSONAS_FIELD_NUMBER: _ClassVar[int]
    personas: _containers.RepeatedCompositeFieldContainer[_persona_pb2.Persona]
    def __init__(self, personas: _Optional[_Iterable[_Union[_persona_pb2.Persona, _Mapping]]] = ...) -> None: ...

class GetPersonaRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetPersonaResponse(_message.Message):
    __slots__ = ("persona",)
    PERSONA_FIELD_NUMBER: _ClassVar[int]
    persona: _persona_pb2.Persona
    def __init__(self, persona: _Optional[_Union[_persona_pb2.Persona, _Mapping]] = ...) -> None: ...

class WatchPersonasRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class WatchPersonasResponse(_message.Message):
    __slots__ = ("personas",)
    PERSONAS_FIELD_NUMBER: _ClassVar[int]
    personas: _containers.RepeatedCompositeFieldContainer[_persona_pb2.Persona]
    def __init__(self, personas: _Optional[_Iterable[_Union[_persona_pb2.Persona, _Mapping]]] = ...) -> None: ...

class PinPersonaRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class PinPersonaResponse(_message.Message):
    __slots__ = ("pinned",)
    PINNED_FIELD_NUMBER: _ClassVar[int]
    pinned: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, pinned: _Optional[_Iterable[str]] = ...) -> None: ...

class UnpinPersonaRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class UnpinPersonaResponse(_message.Message):
    __slots__ = ("pinned",)
    PINNED_FIELD_NUMBER: _ClassVar[int]
    pinned: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, pinned: _Optional[_Iterable[str]] = ...) -> None: ...

class GenerateRequest(_message.Message):
    __slots__ = ("persona", "prompt", "sampling", "topics", "structure")
    PERSONA_FIELD_NUMBER: _ClassVar[int]
    PROMPT_FIELD_NUMBER: _ClassVar[int]
    SAMPLING_FIELD_NUMBER: _ClassVar[int]
    TOPICS_FIELD_NUMBER: _ClassVar[int]
    STRUCTURE_FIELD_NUMBER: _ClassVar[int]
    persona: str
    prompt: str
    sampling: _sampling_pb2.Sampling
    topics: _containers.RepeatedScalarFieldContainer[str]
    structure: _answer_pb2.Structure
    def __init__(self, persona: _Optional[str] = ..., prompt: _Optional[str] = ..., sampling: _Optional[_Union[_sampling_pb2.Sampling, _Mapping]] = ..., topics: _Optional[_Iterable[str]] = ..., structure: _Optional[_Union[_answer_pb2.Structure, _Mapping]] = ...) -> None: ...

class GenerateResponse(_message.Message):
    __slots__ = ("answers", "receipt")
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    RECEIPT_FIELD_NUMBER: _ClassVar[int]
    answers: _containers.RepeatedCompositeFieldContainer[_answer_pb2.Answer]
    receipt: _receipt_pb2.Receipt
    def __init__(self, answers: _Optional[_Iterable[_Union[_answer_pb2.Answer, _Mapping]]] = ..., receipt: _Optional[_Union[_receipt_pb2.Receipt, _Mapping]] = ...) -> None: ...

class StreamGenerateRequest(_message.Message):
    __slots__ = ("persona", "prompt", "sampling", "topics", "structure")
    PERSONA_FIELD_NUMBER: _ClassVar[int]
    PROMPT_FIELD_NUMBER: _ClassVar[int]
    SAMPLING_FIELD_NUMBER: _ClassVar[int]
    TOPICS_FIELD_NUMBER: _ClassVar[int]
    STRUCTURE_FIELD_NUMBER: _ClassVar[int]
    persona: str
    prompt: str
    sampling: _sampling_pb2.Sampling
    topics: _containers.RepeatedScalarFieldContainer[str]
    structure: _answer_pb2.Structure
    def __init__(self, persona: _Optional[str] = ..., prompt: _Optional[str] = ..., sampling: _Optional[_Union[_sampling_pb2.Sampling, _Mapping]] = ..., topics: _Optional[_Iterable[str]] = ..., structure: _Optional[_Union[_answer_pb2.Structure, _Mapping]] = ...) -> None: ...

class StreamGenerateResponse(_message.Message):
    __slots__ = ("text", "answer", "receipt")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    RECEIPT_FIELD_NUMBER: _ClassVar[int]
    text: str
    answer: _answer_pb2.Answer
    receipt: _receipt_pb2.Receipt
    def __init__(self, text: _Optional[str] = ..., answer: _Optional[_Union[_answer_pb2.Answer, _Mapping]] = ..., receipt: _Optional[_Union[_receipt_pb2.Receipt, _Mapping]] = ...) -> None: ...

class BatchGenerateRequest(_message.Message):
    __slots__ = ("entries",)
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    entries: _containers.RepeatedCompositeFieldContainer[GenerateRequest]
    def __init__(self, entries: _Optional[_Iterable[_Union[GenerateRequest, _Mapping]]] = ...) -> None: ...

class BatchGenerateResponse(_message.Message):
    __slots__ = ("entry", "answers", "receipt", "failure")
    ENTRY_FIELD_NUMBER: _ClassVar[int]
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    RECEIPT_FIELD_NUMBER: _ClassVar[int]
    FAILURE_FIELD_NUMBER: _ClassVar[int]
    entry: int
    answers: _containers.RepeatedCompositeFieldContainer[_answer_pb2.Answer]
    receipt: _receipt_pb2.Receipt
    failure: _answer_pb2.Failure
    def __init__(self, entry: _Optional[int] = ..., answers: _Optional[_Iterable[_Union[_answer_pb2.Answer, _Mapping]]] = ..., receipt: _Optional[_Union[_receipt_pb2.Receipt, _Mapping]] = ..., failure: _Optional[_Union[_answer_pb2.Failure, _Mapping]] = ...) -> None: ...

class ScoreOptionsRequest(_message.Message):
    __slots__ = ("persona", "questions")
    PERSONA_FIELD_NUMBER: _ClassVar[int]
    QUESTIONS_FIELD_NUMBER: _ClassVar[int]
    persona: str
    questions: _containers.RepeatedCompositeFieldContainer[_answer_pb2.ChoiceQuestion]
    def __init__(self, persona: _Optional[str] = ..., questions: _Optional[_Iterable[_Union[_answer_pb2.ChoiceQuestion, _Mapping]]] = ...) -> None: ...

class ScoreOptionsResponse(_message.Message):
    __slots__ = ("scores", "receipt")
    SCORES_FIELD_NUMBER: _ClassVar[int]
    RECEIPT_FIELD_NUMBER: _ClassVar[int]
    scores: _containers.RepeatedCompositeFieldContainer[_answer_pb2.ChoiceScores]
    receipt: _receipt_pb2.Receipt
    def __init__(self, scores: _Optional[_Iterable[_Union[_answer_pb2.ChoiceScores, _Mapping]]] = ..., receipt: _Optional[_Union[_receipt_pb2.Receipt, _Mapping]] = ...) -> None: ...
