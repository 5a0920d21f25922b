from chorus.finetuning.v1 import base_model_pb2 as _base_model_pb2
from chorus.finetuning.v1 import demonstrations_pb2 as _demonstrations_pb2
from chorus.finetuning.v1 import finetuning_report_pb2 as _finetuning_report_pb2
from chorus.finetuning.v1 import instruction_set_pb2 as _instruction_set_pb2
from chorus.finetuning.v1 import revision_pb2 as _revision_pb2
from chorus.finetuning.v1 import trial_pb2 as _trial_pb2
from chorus.jobs.v1 import job_pb2 as _job_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CreateBaseModelRequest(_message.Message):
    __slots__ = ("request_id", "partition", "seed")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PARTITION_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    partition: str
    seed: int
    def __init__(self, request_id: _Optional[str] = ..., partition: _Optional[str] = ..., seed: _Optional[int] = ...) -> None: ...

class CreateBaseModelResponse(_message.Message):
    __slots__ = ("job",)
    JOB_FIELD_NUMBER: _ClassVar[int]
    job: _job_pb2.Job
    def __init__(self, job: _Optional[_Union[_job_pb2.Job, _Mapping]] = ...) -> None: ...

class GetBaseModelRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetBaseModelResponse(_message.Message):
    __slots__ = ("base_model",)
    BASE_MODEL_FIELD_NUMBER: _ClassVar[int]
    base_model: _base_model_pb2.BaseModel
    def __init__(self, base_model: _Optional[_Union[_base_model_pb2.BaseModel, _Mapping]] = ...) -> None: ...

class ListBaseModelsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListBaseModelsResponse(_message.Message):
    __slots__ = ("base_models", "next_page_token")
    BASE_MODELS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    base_models: _containers.RepeatedCompositeFieldContainer[_base_model_pb2.BaseModel]
    next_page_token: str
    def __init__(self, base_models: _Optional[_Iterable[_Union[_base_model_pb2.BaseModel, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ImportInstructionsRequest(_message.Message):
    __slots__ = ("file_name", "data")
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    file_name: str
    data: bytes
    def __init__(self, file_name: _Optional[str] = ..., data: _Optional[bytes] = ...) -> None: ...

class ImportInstructionsResponse(_message.Message):
    __slots__ = ("instruction_set",)
    INSTRUCTION_SET_FIELD_NUMBER: _ClassVar[int]
    instruction_set: _instruction_set_pb2.InstructionSet
    def __init__(self, instruction_set: _Optional[_Union[_instruction_set_pb2.InstructionSet, _Mapping]] = ...) -> None: ...

class ListInstructionSetsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListInstructionSetsResponse(_message.Message):
    __slots__ = ("instruction_sets", "next_page_token")
    INSTRUCTION_SETS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    instruction_sets: _containers.RepeatedCompositeFieldContainer[_instruction_set_pb2.InstructionSet]
    next_page_token: str
    def __init__(self, instruction_sets: _Optional[_Iterable[_Union[_instruction_set_pb2.InstructionSet, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class CreateDemonstrationsRequest(_message.Message):
    __slots__ = ("request_id", "community", "config", "seed")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    community: str
    config: _demonstrations_pb2.DemonstrationConfig
    seed: int
    def __init__(self, request_id: _Optional[str] = ..., community: _Optional[str] = ..., config: _Optional[_Union[_demonstrations_pb2.DemonstrationConfig, _Mapping]] = ..., seed: _Optional[int] = ...) -> None: ...

class CreateDemonstrationsResponse(_message.Message):
    __slots__ = ("job",)
    JOB_FIELD_NUMBER: _ClassVar[int]
    job: _job_pb2.Job
    def __init__(self, job: _Optional[_Union[_job_pb2.Job, _Mapping]] = ...) -> None: ...

class GetDemonstrationSetRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetDemonstrationSetResponse(_message.Message):
    __slots__ = ("demonstration_set",)
    DEMONSTRATION_SET_FIELD_NUMBER: _ClassVar[int]
    demonstration_set: _demonstrations_pb2.DemonstrationSet
    def __init__(self, demonstration_set: _Optional[_Union[_demonstrations_pb2.DemonstrationSet, _Mapping]] = ...) -> None: ...

class ExportSheetRequest(_message.Message):
    __slots__ = ("name", "num_pairs", "seed")
    NAME_FIELD_NUMBER: _ClassVar[int]
    NUM_PAIRS_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    name: str
    num_pairs: int
    seed: int
    def __init__(self, name: _Optional[str] = ..., num_pairs: _Optional[int] = ..., seed: _Optional[int] = ...) -> None: ...

class ExportSheetResponse(_message.Message):
    __slots__ = ("sheet",)
    SHEET_FIELD_NUMBER: _ClassVar[int]
    sheet: bytes
    def __init__(self, sheet: _Optional[bytes] = ...) -> None: ...

class ImportMarksRequest(_message.Message):
    __slots__ = ("name", "annotator", "sheet")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ANNOTATOR_FIELD_NUMBER: _ClassVar[int]
    SHEET_FIELD_NUMBER: _ClassVar[int]
    name: str
    annotator: str
    sheet: bytes
    def __init__(self, name: _Optional[str] = ..., annotator: _Optional[str] = ..., sheet: _Optional[bytes] = ...) -> None: ...

class ImportMarksResponse(_message.Message):
    __slots__ = ("demonstration_set",)
    DEMONSTRATION_SET_FIELD_NUMBER: _ClassVar[int]
    demonstration_set: _demonstrations_pb2.DemonstrationSet
    def __init__(self, demonstration_set: _Optional[_Union[_demonstrations_pb2.DemonstrationSet, _Mapping]] = ...) -> None: ...

class CreateFinetuningRequest(_message.Message):
    __slots__ = ("request_id", "communities", "config", "parents", "stage_only")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    COMMUNITIES_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    PARENTS_FIELD_NUMBER: _ClassVar[int]
    STAGE_ONLY_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    communities: _containers.RepeatedScalarFieldContainer[str]
    config: _revision_pb2.FinetuningConfig
    parents: _containers.RepeatedScalarFieldContainer[str]
    stage_only: bool
    def __init__(self, request_id: _Optional[str] = ..., communities: _Optional[_Iterable[str]] = ..., config: _Optional[_Union[_revision_pb2.FinetuningConfig, _Mapping]] = ..., parents: _Optional[_Iterable[str]] = ..., stage_only: _Optional[bool] = ...) -> None: ...

class CreateFinetuningResponse(_message.Message):
    __slots__ = ("job",)
    JOB_FIELD_NUMBER: _ClassVar[int]
    job: _job_pb2.Job
    def __init__(self, job: _Optional[_Union[_job_pb2.Job, _Mapping]] = ...) -> None: ...

class GetFinetuningReportRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetFinetuningReportResponse(_message.Message):
    __slots__ = ("report",)
    REPORT_FIELD_NUMBER: _ClassVar[int]
    report: _finetuning_report_pb2.FinetuningReport
    def __init__(self, report: _Optional[_Union[_finetuning_report_pb2.FinetuningReport, _Mapping]] = ...) -> None: ...

class ListFinetuningReportsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListFinetuningReportsResponse(_message.Message):
    __slots__ = ("reports", "next_page_token")
    REPORTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    reports: _containers.RepeatedCompositeFieldContainer[_finetuning_report_pb2.FinetuningReport]
    next_page_token: str
    def __init__(self, reports: _Optional[_Iterable[_Union[_finetuning_report_pb2.FinetuningReport, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class CreateFinetuningSweepRequest(_message.Message):
    __slots__ = ("request_id", "communities", "config")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    COMMUNITIES_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    communities: _containers.RepeatedScalarFieldContainer[str]
    config: _trial_pb2.SweepConfig
    def __init__(self, request_id: _Optional[str] = ..., communities: _Optional[_Iterable[str]] = ..., config: _Optional[_Union[_trial_pb2.SweepConfig, _Mapping]] = ...) -> None: ...

class CreateFinetuningSweepResponse(_message.Message):
    __slots__ = ("job",)
    JOB_FIELD_NUMBER: _ClassVar[int]
    job: _job_pb2.Job
    def __init__(self, job: _Optional[_Union[_job_pb2.Job, _Mapping]] = ...) -> None: ...

class GetFinetuningSweepRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetFinetuningSweepResponse(_message.Message):
    __slots__ = ("sweep",)
    SWEEP_FIELD_NUMBER: _ClassVar[int]
    sweep: _trial_pb2.FinetuningSweep
    def __init__(self, sweep: _Optional[_Union[_trial_pb2.FinetuningSweep, _Mapping]] = ...) -> None: ...

class GetRevisionRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetRevisionResponse(_message.Message):
    __slots__ = ("revision",)
    REVISION_FIELD_NUMBER: _ClassVar[int]
    revision: _revision_pb2.Revision
    def __init__(self, revision: _Optional[_Union[_revision_pb2.Revision, _Mapping]] = ...) -> None: ...

class ListRevisionsRequest(_message.Message):
    __slots__ = ("community", "state", "page_size", "page_token")
    COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    community: str
    state: _revision_pb2.RevisionState
    page_size: int
    page_token: str
    def __init__(self, community: _Optional[str] = ..., state: _Optional[_Union[_revision_pb2.RevisionState, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListRevisionsResponse(_message.Message):
    __slots__ = ("revisions", "next_page_token")
    REVISIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    revisions: _containers.RepeatedCompositeFieldContainer[_revision_pb2.Revision]
    next_page_token: str
    def __init__(self, revisions: _Optional[_Iterable[_Union[_revision_pb2.Revision, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class PromoteRevisionRequest(_message.Message):
    __slots__ = ("name", "override_reason")
    NAME_FIELD_NUMBER: _ClassVar[int]
    OVERRIDE_REASON_FIELD_NUMBER: _ClassVar[int]
    name: str
    override_reason: str
    def __init__(self, name: _Optional[str] = ..., override_reason: _Optional[str] = ...) -> None: ...

class PromoteRevisionResponse(_message.Message):
    __slots__ = ("revision",)
    REVISION_FIELD_NUMBER: _ClassVar[int]
    revision: _revision_pb2.Revision
    def __init__(self, revision: _Optional[_Union[_revision_pb2.Revision, _Mapping]] = ...) -> None: ...

class RecordVerdictRequest(_message.Message):
    __slots__ = ("name", "verdict")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    name: str
    verdict: _revision_pb2.Verdict
    def __init__(self, name: _Optional[str] = ..., verdict: _Optional[_Union[_revision_pb2.Verdict, _Mapping]] = ...) -> None: ...

class RecordVerdictResponse(_message.Message):
    __slots__ = ("revision",)
    REVISION_FIELD_NUMBER: _ClassVar[int]
    revision: _revision_pb2.Revision
    def __init__(self, revision: _Optional[_Union[_revision_pb2.Revision, _Mapping]] = ...) -> None: ...

class RollBackRevisionRequest(_message.Message):
    __slots__ = ("community",)
    COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    community: str
    def __init__(self, community: _Optional[str] = ...) -> None: ...

class RollBackRevisionResponse(_message.Message):
    __slots__ = ("revision",)
    REVISION_FIELD_NUMBER: _ClassVar[int]
    revision: _revision_pb2.Revision
    def __init__(self, revision: _Optional[_Union[_revision_pb2.Revision, _Mapping]] = ...) -> None: ...

class QuarantineRevisionRequest(_message.Message):
    __slots__ = ("name", "reason")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    name: str
    reason: str
    def __init__(self, name: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class QuarantineRevisionResponse(_message.Message):
    __slots__ = ("revision",)
    REVISION_FIELD_NUMBER: _ClassVar[int]
    revision: _revision_pb2.Revision
    def __init__(self, revision: _Optional[_Union[_revision_pb2.Revision, _Mapping]] = ...) -> None: ...

class PinRevisionRequest(_message.Message):
    __slots__ = ("name", "pinned")
    NAME_FIELD_NUMBER: _ClassVar[int]
    PINNED_FIELD_NUMBER: _ClassVar[int]
    name: str
    pinned: bool
    def __init__(self, name: _Optional[str] = ..., pinned: _Optional[bool] = ...) -> None: ...

class PinRevisionResponse(_message.Message):
    __slots__ = ("revision",)
    REVISION_FIELD_NUMBER: _ClassVar[int]
    revision: _revision_pb2.Revision
    def __init__(self, revision: _Optional[_Union[_revision_pb2.Revision, _Mapping]] = ...) -> None: ...

class CollectRevisionsRequest(_message.Message):
    __slots__ = ("keep", "dry_run")
    KEEP_FIELD_NUMBER: _ClassVar[int]
    DRY_RUN_FIELD_NUMBER: _ClassVar[int]
    keep: int
    dry_run: bool
    def __init__(self, keep: _Optional[int] = ..., dry_run: _Optional[bool] = ...) -> None: ...

class CollectRevisionsResponse(_message.Message):
    __slots__ = ("revisions", "num_bytes")
    REVISIONS_FIELD_NUMBER: _ClassVar[int]
    NUM_BYTES_FIELD_NUMBER: _ClassVar[int]
    revisions: _containers.RepeatedScalarFieldContainer[str]
    num_bytes: int
    def __init__(self, revisions: _Optional[_Iterable[str]] = ..., num_bytes: _Optional[int] = ...) -> None: ...

class ImportRevisionRequest(_message.Message):
    __slots__ = ("header", "file_name", "data")
    HEADER_FIELD_NUMBER: _ClassVar[int]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    header: ImportRevisionHeader
    file_name: str
    data: bytes
    def __init__(self, header: _Optional[_Union[ImportRevisionHeader, _Mapping]] = ..., file_name: _Optional[str] = ..., data: _Optional[bytes] = ...) -> None: ...

class ImportRevisionHeader(_message.Message):
    __slots__ = ("community", "base_model")
    COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    BASE_MODEL_FIELD_NUMBER: _ClassVar[int]
    community: str
    base_model: str
    def __init__(self, community: _Optional[str] = ..., base_model: _Optional[str] = ...) -> None: ...

class ImportRevisionResponse(_message.Message):
    __slots__ = ("job",)
    JOB_FIELD_NUMBER: _ClassVar[int]
    job: _job_pb2.Job
    def __init__(self, job: _Optional[_Union[_job_pb2.Job, _Mapping]] = ...) -> None: ...

class ExportRevisionRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ExportRevisionResponse(_message.Message):
    __slots__ = ("file_name", "data")
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    file_name: str
    data: bytes
    def __init__(self, file_name: _Optional[str] = ..., data: _Optional[bytes] = ...) -> None: ...
