import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Severity(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SEVERITY_UNSPECIFIED: _ClassVar[Severity]
    SEVERITY_FAILURE: _ClassVar[Severity]
    SEVERITY_WARNING: _ClassVar[Severity]
SEVERITY_UNSPECIFIED: Severity
SEVERITY_FAILURE: Severity
SEVERITY_WARNING: Severity

class FidelityReport(_message.Message):
    __slots__ = ("name", "communities", "config", "base_model_digest", "human", "voices", "notes", "create_time", "human_memorisation", "readings", "findings", "human_by_time", "verdicts", "policy", "windows")
    NAME_FIELD_NUMBER: _ClassVar[int]
    COMMUNITIES_FIELD_NUMBER: _ClassVar[int]
    CONFIG_FIELD_NUMBER: _ClassVar[int]
    BASE_MODEL_DIGEST_FIELD_NUMBER: _ClassVar[int]
    HUMAN_FIELD_NUMBER: _ClassVar[int]
    VOICES_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    HUMAN_MEMORISATION_FIELD_NUMBER: _ClassVar[int]
    READINGS_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    HUMAN_BY_TIME_FIELD_NUMBER: _ClassVar[int]
    VERDICTS_FIELD_NUMBER: _ClassVar[int]
    POLICY_FIELD_NUMBER: _ClassVar[int]
    WINDOWS_FIELD_NUMBER: _ClassVar[int]
    name: str
    communities: _containers.RepeatedScalarFieldContainer[str]
    config: EvaluationConfig
    base_model_digest: str
    human: OriginScores
    voices: _containers.RepeatedCompositeFieldContainer[VoiceScores]
    notes: _containers.RepeatedScalarFieldContainer[str]
    create_time: _timestamp_pb2.Timestamp
    human_memorisation: _containers.RepeatedCompositeFieldContainer[MemorisationScores]
    readings: _containers.RepeatedCompositeFieldContainer[Reading]
    findings: _containers.RepeatedCompositeFieldContainer[Finding]
    human_by_time: OriginScores
    verdicts: _containers.RepeatedCompositeFieldContainer[Verdict]
    policy: Policy
    windows: _containers.RepeatedCompositeFieldContainer[WindowScores]
    def __init__(self, name: _Optional[str] = ..., communities: _Optional[_Iterable[str]] = ..., config: _Optional[_Union[EvaluationConfig, _Mapping]] = ..., base_model_digest: _Optional[str] = ..., human: _Optional[_Union[OriginScores, _Mapping]] = ..., voices: _Optional[_Iterable[_Union[VoiceScores, _Mapping]]] = ..., notes: _Optional[_Iterable[str]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., human_memorisation: _Optional[_Iterable[_Union[MemorisationScores, _Mapping]]] = ..., readings: _Optional[_Iterable[_Union[Reading, _Mapping]]] = ..., findings: _Optional[_Iterable[_Union[Finding, _Mapping]]] = ..., human_by_time: _Optional[_Union[OriginScores, _Mapping]] = ..., verdicts: _Optional[_Iterable[_Union[Verdict, _Mapping]]] = ..., policy: _Optional[_Union[Policy, _Mapping]] = ..., windows: _Optional[_Iterable[_Union[WindowScores, _Mapping]]] = ...) -> None: ...

class WindowScores(_message.Message):
    __slots__ = ("start", "end", "num_posts", "human", "people", "finetuned")
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    NUM_POSTS_FIELD_NUMBER: _ClassVar[int]
    HUMAN_FIELD_NUMBER: _ClassVar[int]
    PEOPLE_FIELD_NUMBER: _ClassVar[int]
    FINETUNED_FIELD_NUMBER: _ClassVar[int]
    start: _timestamp_pb2.Timestamp
    end: _timestamp_pb2.Timestamp
    num_posts: _containers.RepeatedScalarFieldContainer[int]
    human: OriginScores
    people: _containers.RepeatedCompositeFieldContainer[SemanticScores]
    finetuned: _containers.RepeatedCompositeFieldContainer[SemanticScores]
    def __init__(self, start: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., num_posts: _Optional[_Iterable[int]] = ..., human: _Optional[_Union[OriginScores, _Mapping]] = ..., people: _Optional[_Iterable[_Union[SemanticScores, _Mapping]]] = ..., finetuned: _Optional[_Iterable[_Union[SemanticScores, _Mapping]]] = ...) -> None: ...

class Verdict(_message.Message):
    __slots__ = ("community", "revision", "passed", "reasons")
    COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    PASSED_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    community: str
    revision: str
    passed: bool
    reasons: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, community: _Optional[str] = ..., revision: _Optional[str] = ..., passed: _Optional[bool] = ..., reasons: _Optional[_Iterable[str]] = ...) -> None: ...

class Policy(_message.Message):
    __slots__ = ("min_posts", "min_origin_f1", "max_memorised", "max_personal_data", "max_toxicity_excess", "blocking")
    MIN_POSTS_FIELD_NUMBER: _ClassVar[int]
    MIN_ORIGIN_F1_FIELD_NUMBER: _ClassVar[int]
    MAX_MEMORISED_FIELD_NUMBER: _ClassVar[int]
    MAX_PERSONAL_DATA_FIELD_NUMBER: _ClassVar[int]
    MAX_TOXICITY_EXCESS_FIELD_NUMBER: _ClassVar[int]
    BLOCKING_FIELD_NUMBER: _ClassVar[int]
    min_posts: int
    min_origin_f1: float
    max_memorised: float
    max_personal_data: int
    max_toxicity_excess: float
    blocking: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, min_posts: _Optional[int] = ..., min_origin_f1: _Optional[float] = ..., max_memorised: _Optional[float] = ..., max_personal_data: _Optional[int] = ..., max_toxicity_excess: _Optional[float] = ..., blocking: _Optional[_Iterable[str]] = ...) -> None: ...

class VoiceScores(_message.Message):
    __slots__ = ("voice", "origin", "semantics", "corpora", "memorisation", "readings")
    VOICE_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    SEMANTICS_FIELD_NUMBER: _ClassVar[int]
    CORPORA_FIELD_NUMBER: _ClassVar[int]
    MEMORISATION_FIELD_NUMBER: _ClassVar[int]
    READINGS_FIELD_NUMBER: _ClassVar[int]
    voice: str
    origin: OriginScores
    semantics: _containers.RepeatedCompositeFieldContainer[SemanticScores]
    corpora: _containers.RepeatedCompositeFieldContainer[CorpusSummary]
    memorisation: _containers.RepeatedCompositeFieldContainer[MemorisationScores]
    readings: _containers.RepeatedCompositeFieldContainer[ReadingScores]
    def __init__(self, voice: _Optional[str] = ..., origin: _Optional[_Union[OriginScores, _Mapping]] = ..., semantics: _Optional[_Iterable[_Union[SemanticScores, _Mapping]]] = ..., corpora: _Optional[_Iterable[_Union[CorpusSummary, _Mapping]]] = ..., memorisation: _Optional[_Iterable[_Union[MemorisationScores, _Mapping]]] = ..., readings: _Optional[_Iterable[_Union[ReadingScores, _Mapping]]] = ...) -> None: ...

class OriginScores(_message.Message):
    __slots__ = ("macro_f1", "bundle_macro_f1", "f1", "confusion", "num_posts")
    MACRO_F1_FIELD_NUMBER: _ClassVar[int]
    BUNDLE_MACRO_F1_FIELD_NUMBER: _ClassVar[int]
    F1_FIELD_NUMBER: _ClassVar[int]
    CONFUSION_FIELD_NUMBER: _ClassVar[int]
    NUM_POSTS_FIELD_NUMBER: _ClassVar[int]
    macro_f1: Estimate
    bundle_macro_f1: float
    f1: _containers.RepeatedScalarFieldContainer[float]
    confusion: _containers.RepeatedScalarFieldContainer[int]
    num_posts: int
    def __init__(self, macro_f1: _Optional[_Union[Estimate, _Mapping]] = ..., bundle_macro_f1: _Optional[float] = ..., f1: _Optional[_Iterable[float]] = ..., confusion: _Optional[_Iterable[int]] = ..., num_posts: _Optional[int] = ...) -> None: ...

class SemanticScores(_message.Message):
    __slots__ = ("community", "floor", "frechet", "precision", "coverage", "human_precision", "human_coverage")
    COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    FLOOR_FIELD_NUMBER: _ClassVar[int]
    FRECHET_FIELD_NUMBER: _ClassVar[int]
    PRECISION_FIELD_NUMBER: _ClassVar[int]
    COVERAGE_FIELD_NUMBER: _ClassVar[int]
    HUMAN_PRECISION_FIELD_NUMBER: _ClassVar[int]
    HUMAN_COVERAGE_FIELD_NUMBER: _ClassVar[int]
    community: str
    floor: Estimate
    frechet: Estimate
    precision: float
    coverage: float
    human_precision: float
    human_coverage: float
    def __init__(self, community: _Optional[str] = ..., floor: _Optional[_Union[Estimate, _Mapping]] = ..., frechet: _Optional[_Union[Estimate, _Mapping]] = ..., precision: _Optional[float] = ..., coverage: _Optional[float] = ..., human_precision: _Optional[float] = ..., human_coverage: _Optional[float] = ...) -> None: ...

class MemorisationScores(_message.Message):
    __slots__ = ("community", "num_posts", "rouge_l", "share_memorised", "mean_copied", "longest_copied", "personal_data")
    COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    NUM_POSTS_FIELD_NUMBER: _ClassVar[int]
    ROUGE_L_FIELD_NUMBER: _ClassVar[int]
    SHARE_MEMORISED_FIELD_NUMBER: _ClassVar[int]
    MEAN_COPIED_FIELD_NUMBER: _ClassVar[int]
    LONGEST_COPIED_FIELD_NUMBER: _ClassVar[int]
    PERSONAL_DATA_FIELD_NUMBER: _ClassVar[int]
    community: str
    num_posts: int
    rouge_l: _containers.RepeatedScalarFieldContainer[int]
    share_memorised: float
    mean_copied: float
    longest_copied: int
    personal_data: _containers.RepeatedCompositeFieldContainer[PersonalData]
    def __init__(self, community: _Optional[str] = ..., num_posts: _Optional[int] = ..., rouge_l: _Optional[_Iterable[int]] = ..., share_memorised: _Optional[float] = ..., mean_copied: _Optional[float] = ..., longest_copied: _Optional[int] = ..., personal_data: _Optional[_Iterable[_Union[PersonalData, _Mapping]]] = ...) -> None: ...

class PersonalData(_message.Message):
    __slots__ = ("kind", "num_found", "num_remembered")
    KIND_FIELD_NUMBER: _ClassVar[int]
    NUM_FOUND_FIELD_NUMBER: _ClassVar[int]
    NUM_REMEMBERED_FIELD_NUMBER: _ClassVar[int]
    kind: str
    num_found: int
    num_remembered: int
    def __init__(self, kind: _Optional[str] = ..., num_found: _Optional[int] = ..., num_remembered: _Optional[int] = ...) -> None: ...

class Reading(_message.Message):
    __slots__ = ("kind", "classifier", "labels", "human")
    KIND_FIELD_NUMBER: _ClassVar[int]
    CLASSIFIER_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    HUMAN_FIELD_NUMBER: _ClassVar[int]
    kind: str
    classifier: str
    labels: _containers.RepeatedScalarFieldContainer[str]
    human: _containers.RepeatedCompositeFieldContainer[ReadingProfile]
    def __init__(self, kind: _Optional[str] = ..., classifier: _Optional[str] = ..., labels: _Optional[_Iterable[str]] = ..., human: _Optional[_Iterable[_Union[ReadingProfile, _Mapping]]] = ...) -> None: ...

class ReadingProfile(_message.Message):
    __slots__ = ("community", "num_posts", "shares", "histogram")
    COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    NUM_POSTS_FIELD_NUMBER: _ClassVar[int]
    SHARES_FIELD_NUMBER: _ClassVar[int]
    HISTOGRAM_FIELD_NUMBER: _ClassVar[int]
    community: str
    num_posts: int
    shares: _containers.RepeatedScalarFieldContainer[float]
    histogram: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, community: _Optional[str] = ..., num_posts: _Optional[int] = ..., shares: _Optional[_Iterable[float]] = ..., histogram: _Optional[_Iterable[int]] = ...) -> None: ...

class ReadingScores(_message.Message):
    __slots__ = ("kind", "profile", "similarity", "p_value", "distances", "p_values")
    KIND_FIELD_NUMBER: _ClassVar[int]
    PROFILE_FIELD_NUMBER: _ClassVar[int]
    SIMILARITY_FIELD_NUMBER: _ClassVar[int]
    P_VALUE_FIELD_NUMBER: _ClassVar[int]
    DISTANCES_FIELD_NUMBER: _ClassVar[int]
    P_VALUES_FIELD_NUMBER: _ClassVar[int]
    kind: str
    profile: ReadingProfile
    similarity: float
    p_value: float
    distances: _containers.RepeatedScalarFieldContainer[float]
    p_values: _containers.RepeatedScalarFieldContainer[float]
    def __init__(self, kind: _Optional[str] = ..., profile: _Optional[_Union[ReadingProfile, _Mapping]] = ..., similarity: _Optional[float] = ..., p_value: _Optional[float] = ..., distances: _Optional[_Iterable[float]] = ..., p_values: _Optional[_Iterable[float]] = ...) -> None: ...

class Finding(_message.Message):
    __slots__ = ("id", "severity", "voice", "community", "message", "advice")
    ID_FIELD_NUMBER: _ClassVar[int]
    SEVERITY_FIELD_NUMBER: _ClassVar[int]
    VOICE_FIELD_NUMBER: _ClassVar[int]
    COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    ADVICE_FIELD_NUMBER: _ClassVar[int]
    id: str
    severity: Severity
    voice: str
    community: str
    message: str
    advice: str
    def __init__(self, id: _Optional[str] = ..., severity: _Optional[_Union[Severity, str]] = ..., voice: _Optional[str] = ..., community: _Optional[str] = ..., message: _Optional[str] = ..., advice: _Optional[str] = ...) -> None: ...

class CorpusSummary(_message.Message):
    __slots__ = ("community", "persona", "location", "num_generated", "num_empty", "num_duplicates", "num_memorised", "num_kept", "samples", "revision", "kept_location", "num_perplexing")
    COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    PERSONA_FIELD_NUMBER: _ClassVar[int]
    LOCATION_FIELD_NUMBER: _ClassVar[int]
    NUM_GENERATED_FIELD_NUMBER: _ClassVar[int]
    NUM_EMPTY_FIELD_NUMBER: _ClassVar[int]
    NUM_DUPLICATES_FIELD_NUMBER: _ClassVar[int]
    NUM_MEMORISED_FIELD_NUMBER: _ClassVar[int]
    NUM_KEPT_FIELD_NUMBER: _ClassVar[int]
    SAMPLES_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    KEPT_LOCATION_FIELD_NUMBER: _ClassVar[int]
    NUM_PERPLEXING_FIELD_NUMBER: _ClassVar[int]
    community: str
    persona: str
    location: str
    num_generated: int
    num_empty: int
    num_duplicates: int
    num_memorised: int
    num_kept: int
    samples: _containers.RepeatedScalarFieldContainer[str]
    revision: str
    kept_location: str
    num_perplexing: int
    def __init__(self, community: _Optional[str] = ..., persona: _Optional[str] = ..., location: _Optional[str] = ..., num_generated: _Optional[int] = ..., num_empty: _Optional[int] = ..., num_duplicates: _Optional[int] = ..., num_memorised: _Optional[int] = ..., num_kept: _Optional[int] = ..., samples: _Optional[_Iterable[str]] = ..., revision: _Optional[str] = ..., kept_location: _Optional[str] = ..., num_perplexing: _Optional[int] = ...) -> None: ...

class Estimate(_message.Message):
    __slots__ = ("value", "low", "high")
    VALUE_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    value: float
    low: float
    high: float
    def __init__(self, value: _Optional[float] = ..., low: _Optional[float] = ..., high: _Optional[float] = ...) -> None: ...

class EvaluationConfig(_message.Message):
    __slots__ = ("topics", "posts_per_persona", "seed", "encoder", "emotion_classifier", "toxicity_classifier", "max_perplexity", "voices", "origin_classifier", "judged_posts", "staged", "topics_per_community", "windows")
    TOPICS_FIELD_NUMBER: _ClassVar[int]
    POSTS_PER_PERSONA_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    ENCODER_FIELD_NUMBER: _ClassVar[int]
    EMOTION_CLASSIFIER_FIELD_NUMBER: _ClassVar[int]
    TOXICITY_CLASSIFIER_FIELD_NUMBER: _ClassVar[int]
    MAX_PERPLEXITY_FIELD_NUMBER: _ClassVar[int]
    VOICES_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_CLASSIFIER_FIELD_NUMBER: _ClassVar[int]
    JUDGED_POSTS_FIELD_NUMBER: _ClassVar[int]
    STAGED_FIELD_NUMBER: _ClassVar[int]
    TOPICS_PER_COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    WINDOWS_FIELD_NUMBER: _ClassVar[int]
    topics: _containers.RepeatedScalarFieldContainer[str]
    posts_per_persona: int
    seed: int
    encoder: str
    emotion_classifier: str
    toxicity_classifier: str
    max_perplexity: float
    voices: _containers.RepeatedScalarFieldContainer[str]
    origin_classifier: str
    judged_posts: int
    staged: bool
    topics_per_community: int
    windows: int
    def __init__(self, topics: _Optional[_Iterable[str]] = ..., posts_per_persona: _Optional[int] = ..., seed: _Optional[int] = ..., encoder: _Optional[str] = ..., emotion_classifier: _Optional[str] = ..., toxicity_classifier: _Optional[str] = ..., max_perplexity: _Optional[float] = ..., voices: _Optional[_Iterable[str]] = ..., origin_classifier: _Optional[str] = ..., judged_posts: _Optional[int] = ..., staged: _Optional[bool] = ..., topics_per_community: _Optional[int] = ..., windows: _Optional[int] = ...) -> None: ...
