from chorus.gateway.v1 import comparison_pb2 as _comparison_pb2
from chorus.gateway.v1 import instrument_pb2 as _instrument_pb2
from chorus.gateway.v1 import preview_pb2 as _preview_pb2
from chorus.gateway.v1 import screening_pb2 as _screening_pb2
from chorus.jobs.v1 import job_pb2 as _job_pb2
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

class GetStatusRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetStatusResponse(_message.Message):
    __slots__ = ("services",)
    SERVICES_FIELD_NUMBER: _ClassVar[int]
    services: _containers.RepeatedCompositeFieldContainer[ServiceStatus]
    def __init__(self, services: _Optional[_Iterable[_Union[ServiceStatus, _Mapping]]] = ...) -> None: ...

class ServiceStatus(_message.Message):
    __slots__ = ("service", "ready", "message")
    SERVICE_FIELD_NUMBER: _ClassVar[int]
    READY_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    service: str
    ready: bool
    message: str
    def __init__(self, service: _Optional[str] = ..., ready: _Optional[bool] = ..., message: _Optional[str] = ...) -> None: ...

class ListPersonasRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListPersonasResponse(_message.Message):
    __slots__ = ("personas", "sensitive")
    PERSONAS_FIELD_NUMBER: _ClassVar[int]
    SENSITIVE_FIELD_NUMBER: _ClassVar[int]
    personas: _containers.RepeatedCompositeFieldContainer[_persona_pb2.Persona]
    sensitive: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, personas: _Optional[_Iterable[_Union[_persona_pb2.Persona, _Mapping]]] = ..., sensitive: _Optional[_Iterable[str]] = ...) -> None: ...

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

class MarkPersonaRequest(_message.Message):
    __slots__ = ("name", "sensitive")
    NAME_FIELD_NUMBER: _ClassVar[int]
    SENSITIVE_FIELD_NUMBER: _ClassVar[int]
    name: str
    sensitive: bool
    def __init__(self, name: _Optional[str] = ..., sensitive: _Optional[bool] = ...) -> None: ...

class MarkPersonaResponse(_message.Message):
    __slots__ = ("sensitive",)
    SENSITIVE_FIELD_NUMBER: _ClassVar[int]
    sensitive: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, sensitive: _Optional[_Iterable[str]] = ...) -> None: ...

class AskPersonaRequest(_message.Message):
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

class AskPersonaResponse(_message.Message):
    __slots__ = ("answers", "receipt", "notice")
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    RECEIPT_FIELD_NUMBER: _ClassVar[int]
    NOTICE_FIELD_NUMBER: _ClassVar[int]
    answers: _containers.RepeatedCompositeFieldContainer[_answer_pb2.Answer]
    receipt: _receipt_pb2.Receipt
    notice: str
    def __init__(self, answers: _Optional[_Iterable[_Union[_answer_pb2.Answer, _Mapping]]] = ..., receipt: _Optional[_Union[_receipt_pb2.Receipt, _Mapping]] = ..., notice: _Optional[str] = ...) -> None: ...

class StreamAskPersonaRequest(_message.Message):
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

class StreamAskPersonaResponse(_message.Message):
    __slots__ = ("text", "answer", "receipt", "notice")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    RECEIPT_FIELD_NUMBER: _ClassVar[int]
    NOTICE_FIELD_NUMBER: _ClassVar[int]
    text: str
    answer: _answer_pb2.Answer
    receipt: _receipt_pb2.Receipt
    notice: str
    def __init__(self, text: _Optional[str] = ..., answer: _Optional[_Union[_answer_pb2.Answer, _Mapping]] = ..., receipt: _Optional[_Union[_receipt_pb2.Receipt, _Mapping]] = ..., notice: _Optional[str] = ...) -> None: ...

class ListInstrumentsRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListInstrumentsResponse(_message.Message):
    __slots__ = ("instruments",)
    INSTRUMENTS_FIELD_NUMBER: _ClassVar[int]
    instruments: _containers.RepeatedCompositeFieldContainer[_instrument_pb2.Instrument]
    def __init__(self, instruments: _Optional[_Iterable[_Union[_instrument_pb2.Instrument, _Mapping]]] = ...) -> None: ...

class GetInstrumentRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetInstrumentResponse(_message.Message):
    __slots__ = ("instrument",)
    INSTRUMENT_FIELD_NUMBER: _ClassVar[int]
    instrument: _instrument_pb2.Instrument
    def __init__(self, instrument: _Optional[_Union[_instrument_pb2.Instrument, _Mapping]] = ...) -> None: ...

class CreateScreeningRequest(_message.Message):
    __slots__ = ("request_id", "personas", "instrument", "protocol")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSONAS_FIELD_NUMBER: _ClassVar[int]
    INSTRUMENT_FIELD_NUMBER: _ClassVar[int]
    PROTOCOL_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    personas: _containers.RepeatedScalarFieldContainer[str]
    instrument: str
    protocol: _screening_pb2.Protocol
    def __init__(self, request_id: _Optional[str] = ..., personas: _Optional[_Iterable[str]] = ..., instrument: _Optional[str] = ..., protocol: _Optional[_Union[_screening_pb2.Protocol, _Mapping]] = ...) -> None: ...

class CreateScreeningResponse(_message.Message):
    __slots__ = ("job",)
    JOB_FIELD_NUMBER: _ClassVar[int]
    job: _job_pb2.Job
    def __init__(self, job: _Optional[_Union[_job_pb2.Job, _Mapping]] = ...) -> None: ...

class PreviewScreeningRequest(_message.Message):
    __slots__ = ("personas", "instrument", "protocol")
    PERSONAS_FIELD_NUMBER: _ClassVar[int]
    INSTRUMENT_FIELD_NUMBER: _ClassVar[int]
    PROTOCOL_FIELD_NUMBER: _ClassVar[int]
    personas: _containers.RepeatedScalarFieldContainer[str]
    instrument: str
    protocol: _screening_pb2.Protocol
    def __init__(self, personas: _Optional[_Iterable[str]] = ..., instrument: _Optional[str] = ..., protocol: _Optional[_Union[_screening_pb2.Protocol, _Mapping]] = ...) -> None: ...

class PreviewScreeningResponse(_message.Message):
    __slots__ = ("preview",)
    PREVIEW_FIELD_NUMBER: _ClassVar[int]
    preview: _preview_pb2.ScreeningPreview
    def __init__(self, preview: _Optional[_Union[_preview_pb2.ScreeningPreview, _Mapping]] = ...) -> None: ...

class GetScreeningRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetScreeningResponse(_message.Message):
    __slots__ = ("screening",)
    SCREENING_FIELD_NUMBER: _ClassVar[int]
    screening: _screening_pb2.Screening
    def __init__(self, screening: _Optional[_Union[_screening_pb2.Screening, _Mapping]] = ...) -> None: ...

class ListScreeningsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListScreeningsResponse(_message.Message):
    __slots__ = ("screenings", "next_page_token")
    SCREENINGS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    screenings: _containers.RepeatedCompositeFieldContainer[_screening_pb2.Screening]
    next_page_token: str
    def __init__(self, screenings: _Optional[_Iterable[_Union[_screening_pb2.Screening, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class CompareScreeningsRequest(_message.Message):
    __slots__ = ("screenings", "criterion", "seed", "level", "against")
    SCREENINGS_FIELD_NUMBER: _ClassVar[int]
    CRITERION_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    AGAINST_FIELD_NUMBER: _ClassVar[int]
    screenings: _containers.RepeatedScalarFieldContainer[str]
    criterion: _containers.RepeatedCompositeFieldContainer[_comparison_pb2.CriterionValue]
    seed: int
    level: float
    against: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, screenings: _Optional[_Iterable[str]] = ..., criterion: _Optional[_Iterable[_Union[_comparison_pb2.CriterionValue, _Mapping]]] = ..., seed: _Optional[int] = ..., level: _Optional[float] = ..., against: _Optional[_Iterable[str]] = ...) -> None: ...

class CompareScreeningsResponse(_message.Message):
    __slots__ = ("comparison",)
    COMPARISON_FIELD_NUMBER: _ClassVar[int]
    comparison: _comparison_pb2.Comparison
    def __init__(self, comparison: _Optional[_Union[_comparison_pb2.Comparison, _Mapping]] = ...) -> None: ...

class WatchScreeningRequest(_message.Message):
    __slots__ = ("job",)
    JOB_FIELD_NUMBER: _ClassVar[int]
    job: str
    def __init__(self, job: _Optional[str] = ...) -> None: ...

class WatchScreeningResponse(_message.Message):
    __slots__ = ("persona", "item")
    PERSONA_FIELD_NUMBER: _ClassVar[int]
    ITEM_FIELD_NUMBER: _ClassVar[int]
    persona: str
    item: _screening_pb2.ItemResult
    def __init__(self, persona: _Optional[str] = ..., item: _Optional[_Union[_screening_pb2.ItemResult, _Mapping]] = ...) -> None: ...
