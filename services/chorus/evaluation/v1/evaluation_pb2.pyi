from chorus.evaluation.v1 import drift_pb2 as _drift_pb2
from chorus.evaluation.v1 import fairness_pb2 as _fairness_pb2
from chorus.evaluation.v1 import rating_pb2 as _rating_pb2
from chorus.evaluation.v1 import report_pb2 as _report_pb2
from chorus.jobs.v1 import job_pb2 as _job_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CompareReportsRequest(_message.Message):
    __slots__ = ("reports",)
    REPORTS_FIELD_NUMBER: _ClassVar[int]
    reports: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, reports: _Optional[_Iterable[str]] = ...) -> None: ...

class CompareReportsResponse(_message.Message):
    __slots__ = ("drift",)
    DRIFT_FIELD_NUMBER: _ClassVar[int]
    drift: _drift_pb2.Drift
    def __init__(self, drift: _Optional[_Union[_drift_pb2.Drift, _Mapping]] = ...) -> None: ...

class CreateFairnessStudyRequest(_message.Message):
    __slots__ = ("request_id", "communities", "config")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    COMMUNITIES_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    communities: _containers.RepeatedScalarFieldContainer[str]
    config: _fairness_pb2.FairnessConfig
    def __init__(self, request_id: _Optional[str] = ..., communities: _Optional[_Iterable[str]] = ..., config: _Optional[_Union[_fairness_pb2.FairnessConfig, _Mapping]] = ...) -> None: ...

class CreateFairnessStudyResponse(_message.Message):
    __slots__ = ("job",)
    JOB_FIELD_NUMBER: _ClassVar[int]
    job: _job_pb2.Job
    def __init__(self, job: _Optional[_Union[_job_pb2.Job, _Mapping]] = ...) -> None: ...

class GetFairnessStudyRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetFairnessStudyResponse(_message.Message):
    __slots__ = ("study",)
    STUDY_FIELD_NUMBER: _ClassVar[int]
    study: _fairness_pb2.FairnessStudy
    def __init__(self, study: _Optional[_Union[_fairness_pb2.FairnessStudy, _Mapping]] = ...) -> None: ...

class ListFairnessStudiesRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListFairnessStudiesResponse(_message.Message):
    __slots__ = ("studies", "next_page_token")
    STUDIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    studies: _containers.RepeatedCompositeFieldContainer[_fairness_pb2.FairnessStudy]
    next_page_token: str
    def __init__(self, studies: _Optional[_Iterable[_Union[_fairness_pb2.FairnessStudy, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class CreateRatingSheetRequest(_message.Message):
    __slots__ = ("report", "config")
    REPORT_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    report: str
    config: _rating_pb2.RatingConfig
    def __init__(self, report: _Optional[str] = ..., config: _Optional[_Union[_rating_pb2.RatingConfig, _Mapping]] = ...) -> None: ...

class CreateRatingSheetResponse(_message.Message):
    __slots__ = ("sheet",)
    SHEET_FIELD_NUMBER: _ClassVar[int]
    sheet: _rating_pb2.RatingSheet
    def __init__(self, sheet: _Optional[_Union[_rating_pb2.RatingSheet, _Mapping]] = ...) -> None: ...

class GetRatingSheetRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetRatingSheetResponse(_message.Message):
    __slots__ = ("sheet",)
    SHEET_FIELD_NUMBER: _ClassVar[int]
    sheet: _rating_pb2.RatingSheet
    def __init__(self, sheet: _Optional[_Union[_rating_pb2.RatingSheet, _Mapping]] = ...) -> None: ...

class ListRatingSheetsRequest(_message.Message):
    __slots__ = ("report", "page_size", "page_token")
    REPORT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    report: str
    page_size: int
    page_token: str
    def __init__(self, report: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListRatingSheetsResponse(_message.Message):
    __slots__ = ("sheets", "next_page_token")
    SHEETS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    sheets: _containers.RepeatedCompositeFieldContainer[_rating_pb2.RatingSheet]
    next_page_token: str
    def __init__(self, sheets: _Optional[_Iterable[_Union[_rating_pb2.RatingSheet, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ImportRatingsRequest(_message.Message):
    __slots__ = ("sheet", "rater", "ratings")
    SHEET_FIELD_NUMBER: _ClassVar[int]
    RATER_FIELD_NUMBER: _ClassVar[int]
    RATINGS_FIELD_NUMBER: _ClassVar[int]
    sheet: str
    rater: str
    ratings: _containers.RepeatedCompositeFieldContainer[_rating_pb2.Rating]
    def __init__(self, sheet: _Optional[str] = ..., rater: _Optional[str] = ..., ratings: _Optional[_Iterable[_Union[_rating_pb2.Rating, _Mapping]]] = ...) -> None: ...

class ImportRatingsResponse(_message.Message):
    __slots__ = ("num_rated", "num_changed")
    NUM_RATED_FIELD_NUMBER: _ClassVar[int]
    NUM_CHANGED_FIELD_NUMBER: _ClassVar[int]
    num_rated: int
    num_changed: int
    def __init__(self, num_rated: _Optional[int] = ..., num_changed: _Optional[int] = ...) -> None: ...

class GetRatingResultsRequest(_message.Message):
    __slots__ = ("sheet",)
    SHEET_FIELD_NUMBER: _ClassVar[int]
    sheet: str
    def __init__(self, sheet: _Optional[str] = ...) -> None: ...

class GetRatingResultsResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _rating_pb2.RatingResults
    def __init__(self, results: _Optional[_Union[_rating_pb2.RatingResults, _Mapping]] = ...) -> None: ...

class CreateEvaluationRequest(_message.Message):
    __slots__ = ("request_id", "communities", "config")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    COMMUNITIES_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    communities: _containers.RepeatedScalarFieldContainer[str]
    config: _report_pb2.EvaluationConfig
    def __init__(self, request_id: _Optional[str] = ..., communities: _Optional[_Iterable[str]] = ..., config: _Optional[_Union[_report_pb2.EvaluationConfig, _Mapping]] = ...) -> None: ...

class CreateEvaluationResponse(_message.Message):
    __slots__ = ("job",)
    JOB_FIELD_NUMBER: _ClassVar[int]
    job: _job_pb2.Job
    def __init__(self, job: _Optional[_Union[_job_pb2.Job, _Mapping]] = ...) -> None: ...

class GetReportRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetReportResponse(_message.Message):
    __slots__ = ("report",)
    REPORT_FIELD_NUMBER: _ClassVar[int]
    report: _report_pb2.FidelityReport
    def __init__(self, report: _Optional[_Union[_report_pb2.FidelityReport, _Mapping]] = ...) -> None: ...

class ListReportsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListReportsResponse(_message.Message):
    __slots__ = ("reports", "next_page_token")
    REPORTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    reports: _containers.RepeatedCompositeFieldContainer[_report_pb2.FidelityReport]
    next_page_token: str
    def __init__(self, reports: _Optional[_Iterable[_Union[_report_pb2.FidelityReport, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
