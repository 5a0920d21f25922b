from chorus.graph.v1 import community_pb2 as _community_pb2
from chorus.graph.v1 import curation_pb2 as _curation_pb2
from chorus.graph.v1 import dataset_pb2 as _dataset_pb2
from chorus.graph.v1 import network_pb2 as _network_pb2
from chorus.graph.v1 import partition_pb2 as _partition_pb2
from chorus.graph.v1 import sweep_pb2 as _sweep_pb2
from chorus.jobs.v1 import job_pb2 as _job_pb2
from chorus.types.v1 import post_pb2 as _post_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ImageFormat(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    IMAGE_FORMAT_UNSPECIFIED: _ClassVar[ImageFormat]
    IMAGE_FORMAT_SVG: _ClassVar[ImageFormat]
    IMAGE_FORMAT_PNG: _ClassVar[ImageFormat]

class Subject(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SUBJECT_UNSPECIFIED: _ClassVar[Subject]
    SUBJECT_NETWORK: _ClassVar[Subject]
    SUBJECT_COMMUNITIES: _ClassVar[Subject]

class NetworkFormat(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    NETWORK_FORMAT_UNSPECIFIED: _ClassVar[NetworkFormat]
    NETWORK_FORMAT_GRAPHML: _ClassVar[NetworkFormat]
    NETWORK_FORMAT_GEXF: _ClassVar[NetworkFormat]
IMAGE_FORMAT_UNSPECIFIED: ImageFormat
IMAGE_FORMAT_SVG: ImageFormat
IMAGE_FORMAT_PNG: ImageFormat
SUBJECT_UNSPECIFIED: Subject
SUBJECT_NETWORK: Subject
SUBJECT_COMMUNITIES: Subject
NETWORK_FORMAT_UNSPECIFIED: NetworkFormat
NETWORK_FORMAT_GRAPHML: NetworkFormat
NETWORK_FORMAT_GEXF: NetworkFormat

class ImportPostsRequest(_message.Message):
    __slots__ = ("file_name", "chunk", "config")
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    file_name: str
    chunk: bytes
    config: _dataset_pb2.ImportConfig
    def __init__(self, file_name: _Optional[str] = ..., chunk: _Optional[bytes] = ..., config: _Optional[_Union[_dataset_pb2.ImportConfig, _Mapping]] = ...) -> None: ...

class ImportPostsResponse(_message.Message):
    __slots__ = ("progress", "dataset")
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    DATASET_FIELD_NUMBER: _ClassVar[int]
    progress: _job_pb2.Progress
    dataset: _dataset_pb2.Dataset
    def __init__(self, progress: _Optional[_Union[_job_pb2.Progress, _Mapping]] = ..., dataset: _Optional[_Union[_dataset_pb2.Dataset, _Mapping]] = ...) -> None: ...

class CreateImportRequest(_message.Message):
    __slots__ = ("request_id", "uri", "config")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    URI_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    uri: str
    config: _dataset_pb2.ImportConfig
    def __init__(self, request_id: _Optional[str] = ..., uri: _Optional[str] = ..., config: _Optional[_Union[_dataset_pb2.ImportConfig, _Mapping]] = ...) -> None: ...

class CreateImportResponse(_message.Message):
    __slots__ = ("job",)
    JOB_FIELD_NUMBER: _ClassVar[int]
    job: _job_pb2.Job
    def __init__(self, job: _Optional[_Union[_job_pb2.Job, _Mapping]] = ...) -> None: ...

class GetDatasetRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetDatasetResponse(_message.Message):
    __slots__ = ("dataset",)
    DATASET_FIELD_NUMBER: _ClassVar[int]
    dataset: _dataset_pb2.Dataset
    def __init__(self, dataset: _Optional[_Union[_dataset_pb2.Dataset, _Mapping]] = ...) -> None: ...

class ListDatasetsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListDatasetsResponse(_message.Message):
    __slots__ = ("datasets", "next_page_token")
    DATASETS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    datasets: _containers.RepeatedCompositeFieldContainer[_dataset_pb2.Dataset]
    next_page_token: str
    def __init__(self, datasets: _Optional[_Iterable[_Union[_dataset_pb2.Dataset, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListRejectedLinesRequest(_message.Message):
    __slots__ = ("dataset", "page_size", "page_token")
    DATASET_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    dataset: str
    page_size: int
    page_token: str
    def __init__(self, dataset: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListRejectedLinesResponse(_message.Message):
    __slots__ = ("rejected_lines", "next_page_token")
    REJECTED_LINES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    rejected_lines: _containers.RepeatedCompositeFieldContainer[_dataset_pb2.RejectedLine]
    next_page_token: str
    def __init__(self, rejected_lines: _Optional[_Iterable[_Union[_dataset_pb2.RejectedLine, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class SummarizeNetworkRequest(_message.Message):
    __slots__ = ("dataset", "config")
    DATASET_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    dataset: str
    config: _network_pb2.NetworkConfig
    def __init__(self, dataset: _Optional[str] = ..., config: _Optional[_Union[_network_pb2.NetworkConfig, _Mapping]] = ...) -> None: ...

class SummarizeNetworkResponse(_message.Message):
    __slots__ = ("summary",)
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    summary: _network_pb2.NetworkSummary
    def __init__(self, summary: _Optional[_Union[_network_pb2.NetworkSummary, _Mapping]] = ...) -> None: ...

class CreateDetectionRequest(_message.Message):
    __slots__ = ("request_id", "dataset", "config")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DATASET_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    dataset: str
    config: _partition_pb2.DetectionConfig
    def __init__(self, request_id: _Optional[str] = ..., dataset: _Optional[str] = ..., config: _Optional[_Union[_partition_pb2.DetectionConfig, _Mapping]] = ...) -> None: ...

class CreateDetectionResponse(_message.Message):
    __slots__ = ("job",)
    JOB_FIELD_NUMBER: _ClassVar[int]
    job: _job_pb2.Job
    def __init__(self, job: _Optional[_Union[_job_pb2.Job, _Mapping]] = ...) -> None: ...

class GetPartitionRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetPartitionResponse(_message.Message):
    __slots__ = ("partition",)
    PARTITION_FIELD_NUMBER: _ClassVar[int]
    partition: _partition_pb2.Partition
    def __init__(self, partition: _Optional[_Union[_partition_pb2.Partition, _Mapping]] = ...) -> None: ...

class ListPartitionsRequest(_message.Message):
    __slots__ = ("dataset", "page_size", "page_token")
    DATASET_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    dataset: str
    page_size: int
    page_token: str
    def __init__(self, dataset: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListPartitionsResponse(_message.Message):
    __slots__ = ("partitions", "next_page_token")
    PARTITIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    partitions: _containers.RepeatedCompositeFieldContainer[_partition_pb2.Partition]
    next_page_token: str
    def __init__(self, partitions: _Optional[_Iterable[_Union[_partition_pb2.Partition, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class DrawPartitionRequest(_message.Message):
    __slots__ = ("name", "format", "subject")
    NAME_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    name: str
    format: ImageFormat
    subject: Subject
    def __init__(self, name: _Optional[str] = ..., format: _Optional[_Union[ImageFormat, str]] = ..., subject: _Optional[_Union[Subject, str]] = ...) -> None: ...

class DrawPartitionResponse(_message.Message):
    __slots__ = ("image", "media_type")
    IMAGE_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TYPE_FIELD_NUMBER: _ClassVar[int]
    image: bytes
    media_type: str
    def __init__(self, image: _Optional[bytes] = ..., media_type: _Optional[str] = ...) -> None: ...

class ExportNetworkRequest(_message.Message):
    __slots__ = ("partition", "format")
    PARTITION_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    partition: str
    format: NetworkFormat
    def __init__(self, partition: _Optional[str] = ..., format: _Optional[_Union[NetworkFormat, str]] = ...) -> None: ...

class ExportNetworkResponse(_message.Message):
    __slots__ = ("chunk",)
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    chunk: bytes
    def __init__(self, chunk: _Optional[bytes] = ...) -> None: ...

class CreateSweepRequest(_message.Message):
    __slots__ = ("request_id", "dataset", "config")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DATASET_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    dataset: str
    config: _sweep_pb2.SweepConfig
    def __init__(self, request_id: _Optional[str] = ..., dataset: _Optional[str] = ..., config: _Optional[_Union[_sweep_pb2.SweepConfig, _Mapping]] = ...) -> None: ...

class CreateSweepResponse(_message.Message):
    __slots__ = ("job",)
    JOB_FIELD_NUMBER: _ClassVar[int]
    job: _job_pb2.Job
    def __init__(self, job: _Optional[_Union[_job_pb2.Job, _Mapping]] = ...) -> None: ...

class GetSweepRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetSweepResponse(_message.Message):
    __slots__ = ("sweep",)
    SWEEP_FIELD_NUMBER: _ClassVar[int]
    sweep: _sweep_pb2.Sweep
    def __init__(self, sweep: _Optional[_Union[_sweep_pb2.Sweep, _Mapping]] = ...) -> None: ...

class DrawSweepRequest(_message.Message):
    __slots__ = ("name", "format")
    NAME_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    name: str
    format: ImageFormat
    def __init__(self, name: _Optional[str] = ..., format: _Optional[_Union[ImageFormat, str]] = ...) -> None: ...

class DrawSweepResponse(_message.Message):
    __slots__ = ("image", "media_type")
    IMAGE_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TYPE_FIELD_NUMBER: _ClassVar[int]
    image: bytes
    media_type: str
    def __init__(self, image: _Optional[bytes] = ..., media_type: _Optional[str] = ...) -> None: ...

class GetCommunityRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetCommunityResponse(_message.Message):
    __slots__ = ("community",)
    COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    community: _community_pb2.Community
    def __init__(self, community: _Optional[_Union[_community_pb2.Community, _Mapping]] = ...) -> None: ...

class ListCommunitiesRequest(_message.Message):
    __slots__ = ("partition", "include_hidden")
    PARTITION_FIELD_NUMBER: _ClassVar[int]
    INCLUDE_HIDDEN_FIELD_NUMBER: _ClassVar[int]
    partition: str
    include_hidden: bool
    def __init__(self, partition: _Optional[str] = ..., include_hidden: _Optional[bool] = ...) -> None: ...

class ListCommunitiesResponse(_message.Message):
    __slots__ = ("communities",)
    COMMUNITIES_FIELD_NUMBER: _ClassVar[int]
    communities: _containers.RepeatedCompositeFieldContainer[_community_pb2.Community]
    def __init__(self, communities: _Optional[_Iterable[_Union[_community_pb2.Community, _Mapping]]] = ...) -> None: ...

class GetProfileRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetProfileResponse(_message.Message):
    __slots__ = ("profile",)
    PROFILE_FIELD_NUMBER: _ClassVar[int]
    profile: _community_pb2.Profile
    def __init__(self, profile: _Optional[_Union[_community_pb2.Profile, _Mapping]] = ...) -> None: ...

class ListMembersRequest(_message.Message):
    __slots__ = ("community",)
    COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    community: str
    def __init__(self, community: _Optional[str] = ...) -> None: ...

class ListMembersResponse(_message.Message):
    __slots__ = ("members",)
    MEMBERS_FIELD_NUMBER: _ClassVar[int]
    members: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, members: _Optional[_Iterable[str]] = ...) -> None: ...

class StreamPostsRequest(_message.Message):
    __slots__ = ("community", "limit", "seed")
    COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    community: str
    limit: int
    seed: int
    def __init__(self, community: _Optional[str] = ..., limit: _Optional[int] = ..., seed: _Optional[int] = ...) -> None: ...

class StreamPostsResponse(_message.Message):
    __slots__ = ("posts",)
    POSTS_FIELD_NUMBER: _ClassVar[int]
    posts: _containers.RepeatedCompositeFieldContainer[_post_pb2.Post]
    def __init__(self, posts: _Optional[_Iterable[_Union[_post_pb2.Post, _Mapping]]] = ...) -> None: ...

class CreateSummariesRequest(_message.Message):
    __slots__ = ("request_id", "partition")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PARTITION_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    partition: str
    def __init__(self, request_id: _Optional[str] = ..., partition: _Optional[str] = ...) -> None: ...

class CreateSummariesResponse(_message.Message):
    __slots__ = ("job",)
    JOB_FIELD_NUMBER: _ClassVar[int]
    job: _job_pb2.Job
    def __init__(self, job: _Optional[_Union[_job_pb2.Job, _Mapping]] = ...) -> None: ...

class CreateCurationRequest(_message.Message):
    __slots__ = ("partition", "rename", "merge", "exclude", "restore", "note")
    PARTITION_FIELD_NUMBER: _ClassVar[int]
    RENAME_FIELD_NUMBER: _ClassVar[int]
    MERGE_FIELD_NUMBER: _ClassVar[int]
    EXCLUDE_FIELD_NUMBER: _ClassVar[int]
    RESTORE_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    partition: str
    rename: _curation_pb2.Rename
    merge: _curation_pb2.Merge
    exclude: _curation_pb2.Exclude
    restore: _curation_pb2.Restore
    note: str
    def __init__(self, partition: _Optional[str] = ..., rename: _Optional[_Union[_curation_pb2.Rename, _Mapping]] = ..., merge: _Optional[_Union[_curation_pb2.Merge, _Mapping]] = ..., exclude: _Optional[_Union[_curation_pb2.Exclude, _Mapping]] = ..., restore: _Optional[_Union[_curation_pb2.Restore, _Mapping]] = ..., note: _Optional[str] = ...) -> None: ...

class CreateCurationResponse(_message.Message):
    __slots__ = ("curation", "community")
    CURATION_FIELD_NUMBER: _ClassVar[int]
    COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    curation: _curation_pb2.Curation
    community: _community_pb2.Community
    def __init__(self, curation: _Optional[_Union[_curation_pb2.Curation, _Mapping]] = ..., community: _Optional[_Union[_community_pb2.Community, _Mapping]] = ...) -> None: ...

class ListCurationsRequest(_message.Message):
    __slots__ = ("partition", "page_size", "page_token")
    PARTITION_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    partition: str
    page_size: int
    page_token: str
    def __init__(self, partition: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCurationsResponse(_message.Message):
    __slots__ = ("curations", "next_page_token")
    CURATIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    curations: _containers.RepeatedCompositeFieldContainer[_curation_pb2.Curation]
    next_page_token: str
    def __init__(self, curations: _Optional[_Iterable[_Union[_curation_pb2.Curation, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
