import datetime

from chorus.graph.v1 import lineage_pb2 as _lineage_pb2
from chorus.graph.v1 import network_pb2 as _network_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Algorithm(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ALGORITHM_UNSPECIFIED: _ClassVar[Algorithm]
    ALGORITHM_LEIDEN: _ClassVar[Algorithm]
    ALGORITHM_LOUVAIN: _ClassVar[Algorithm]
    ALGORITHM_GIVEN: _ClassVar[Algorithm]
    ALGORITHM_LOUVAIN_REFERENCE: _ClassVar[Algorithm]
ALGORITHM_UNSPECIFIED: Algorithm
ALGORITHM_LEIDEN: Algorithm
ALGORITHM_LOUVAIN: Algorithm
ALGORITHM_GIVEN: Algorithm
ALGORITHM_LOUVAIN_REFERENCE: Algorithm

class Partition(_message.Message):
    __slots__ = ("name", "dataset", "config", "num_found", "modularity", "coverage", "communities", "create_time", "network", "stability", "lineage", "kept_share")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DATASET_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    NUM_FOUND_FIELD_NUMBER: _ClassVar[int]
    MODULARITY_FIELD_NUMBER: _ClassVar[int]
    COVERAGE_FIELD_NUMBER: _ClassVar[int]
    COMMUNITIES_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    NETWORK_FIELD_NUMBER: _ClassVar[int]
    STABILITY_FIELD_NUMBER: _ClassVar[int]
    LINEAGE_FIELD_NUMBER: _ClassVar[int]
    KEPT_SHARE_FIELD_NUMBER: _ClassVar[int]
    name: str
    dataset: str
    config: DetectionConfig
    num_found: int
    modularity: float
    coverage: float
    communities: _containers.RepeatedScalarFieldContainer[str]
    create_time: _timestamp_pb2.Timestamp
    network: _network_pb2.NetworkSummary
    stability: Stability
    lineage: _containers.RepeatedCompositeFieldContainer[_lineage_pb2.LineageEvent]
    kept_share: float
    def __init__(self, name: _Optional[str] = ..., dataset: _Optional[str] = ..., config: _Optional[_Union[DetectionConfig, _Mapping]] = ..., num_found: _Optional[int] = ..., modularity: _Optional[float] = ..., coverage: _Optional[float] = ..., communities: _Optional[_Iterable[str]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., network: _Optional[_Union[_network_pb2.NetworkSummary, _Mapping]] = ..., stability: _Optional[_Union[Stability, _Mapping]] = ..., lineage: _Optional[_Iterable[_Union[_lineage_pb2.LineageEvent, _Mapping]]] = ..., kept_share: _Optional[float] = ...) -> None: ...

class DetectionConfig(_message.Message):
    __slots__ = ("algorithm", "resolution", "seed", "min_members", "top_k", "network", "num_seeds", "predecessor")
    ALGORITHM_FIELD_NUMBER: _ClassVar[int]
    RESOLUTION_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    MIN_MEMBERS_FIELD_NUMBER: _ClassVar[int]
    TOP_K_FIELD_NUMBER: _ClassVar[int]
    NETWORK_FIELD_NUMBER: _ClassVar[int]
    NUM_SEEDS_FIELD_NUMBER: _ClassVar[int]
    PREDECESSOR_FIELD_NUMBER: _ClassVar[int]
    algorithm: Algorithm
    resolution: float
    seed: int
    min_members: int
    top_k: int
    network: _network_pb2.NetworkConfig
    num_seeds: int
    predecessor: str
    def __init__(self, algorithm: _Optional[_Union[Algorithm, str]] = ..., resolution: _Optional[float] = ..., seed: _Optional[int] = ..., min_members: _Optional[int] = ..., top_k: _Optional[int] = ..., network: _Optional[_Union[_network_pb2.NetworkConfig, _Mapping]] = ..., num_seeds: _Optional[int] = ..., predecessor: _Optional[str] = ...) -> None: ...

class Stability(_message.Message):
    __slots__ = ("num_seeds", "mean_nmi", "min_nmi", "mean_ari", "min_ari", "mean_modularity", "min_modularity", "max_modularity")
    NUM_SEEDS_FIELD_NUMBER: _ClassVar[int]
    MEAN_NMI_FIELD_NUMBER: _ClassVar[int]
    MIN_NMI_FIELD_NUMBER: _ClassVar[int]
    MEAN_ARI_FIELD_NUMBER: _ClassVar[int]
    MIN_ARI_FIELD_NUMBER: _ClassVar[int]
    MEAN_MODULARITY_FIELD_NUMBER: _ClassVar[int]
    MIN_MODULARITY_FIELD_NUMBER: _ClassVar[int]
    MAX_MODULARITY_FIELD_NUMBER: _ClassVar[int]
    num_seeds: int
    mean_nmi: float
    min_nmi: float
    mean_ari: float
    min_ari: float
    mean_modularity: float
    min_modularity: float
    max_modularity: float
    def __init__(self, num_seeds: _Optional[int] = ..., mean_nmi: _Optional[float] = ..., min_nmi: _Optional[float] = ..., mean_ari: _Optional[float] = ..., min_ari: _Optional[float] = ..., mean_modularity: _Optional[float] = ..., min_modularity: _Optional[float] = ..., max_modularity: _Optional[float] = ...) -> None: ...
