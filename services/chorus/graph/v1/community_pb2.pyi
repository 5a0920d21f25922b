from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Community(_message.Message):
    __slots__ = ("name", "partition", "display_name", "num_authors", "num_posts", "terms", "cohesion", "num_members", "hashtags", "stability", "persona_allowed", "merged_from", "excluded", "summary")
    NAME_FIELD_NUMBER: _ClassVar[int]
    PARTITION_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    NUM_AUTHORS_FIELD_NUMBER: _ClassVar[int]
    NUM_POSTS_FIELD_NUMBER: _ClassVar[int]
    TERMS_FIELD_NUMBER: _ClassVar[int]
    COHESION_FIELD_NUMBER: _ClassVar[int]
    NUM_MEMBERS_FIELD_NUMBER: _ClassVar[int]
    HASHTAGS_FIELD_NUMBER: _ClassVar[int]
    STABILITY_FIELD_NUMBER: _ClassVar[int]
    PERSONA_ALLOWED_FIELD_NUMBER: _ClassVar[int]
    MERGED_FROM_FIELD_NUMBER: _ClassVar[int]
    EXCLUDED_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    name: str
    partition: str
    display_name: str
    num_authors: int
    num_posts: int
    terms: _containers.RepeatedCompositeFieldContainer[Term]
    cohesion: float
    num_members: int
    hashtags: _containers.RepeatedCompositeFieldContainer[Term]
    stability: float
    persona_allowed: bool
    merged_from: _containers.RepeatedScalarFieldContainer[str]
    excluded: bool
    summary: str
    def __init__(self, name: _Optional[str] = ..., partition: _Optional[str] = ..., display_name: _Optional[str] = ..., num_authors: _Optional[int] = ..., num_posts: _Optional[int] = ..., terms: _Optional[_Iterable[_Union[Term, _Mapping]]] = ..., cohesion: _Optional[float] = ..., num_members: _Optional[int] = ..., hashtags: _Optional[_Iterable[_Union[Term, _Mapping]]] = ..., stability: _Optional[float] = ..., persona_allowed: _Optional[bool] = ..., merged_from: _Optional[_Iterable[str]] = ..., excluded: _Optional[bool] = ..., summary: _Optional[str] = ...) -> None: ...

class Term(_message.Message):
    __slots__ = ("text", "weight")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_FIELD_NUMBER: _ClassVar[int]
    text: str
    weight: float
    def __init__(self, text: _Optional[str] = ..., weight: _Optional[float] = ...) -> None: ...

class Profile(_message.Message):
    __slots__ = ("community", "languages", "activity", "flows", "representative", "diverse", "central")
    COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    LANGUAGES_FIELD_NUMBER: _ClassVar[int]
    ACTIVITY_FIELD_NUMBER: _ClassVar[int]
    FLOWS_FIELD_NUMBER: _ClassVar[int]
    REPRESENTATIVE_FIELD_NUMBER: _ClassVar[int]
    DIVERSE_FIELD_NUMBER: _ClassVar[int]
    CENTRAL_FIELD_NUMBER: _ClassVar[int]
    community: Community
    languages: _containers.RepeatedCompositeFieldContainer[LanguageCount]
    activity: _containers.RepeatedCompositeFieldContainer[Period]
    flows: _containers.RepeatedCompositeFieldContainer[Flow]
    representative: _containers.RepeatedCompositeFieldContainer[ProfilePost]
    diverse: _containers.RepeatedCompositeFieldContainer[ProfilePost]
    central: _containers.RepeatedCompositeFieldContainer[CentralMember]
    def __init__(self, community: _Optional[_Union[Community, _Mapping]] = ..., languages: _Optional[_Iterable[_Union[LanguageCount, _Mapping]]] = ..., activity: _Optional[_Iterable[_Union[Period, _Mapping]]] = ..., flows: _Optional[_Iterable[_Union[Flow, _Mapping]]] = ..., representative: _Optional[_Iterable[_Union[ProfilePost, _Mapping]]] = ..., diverse: _Optional[_Iterable[_Union[ProfilePost, _Mapping]]] = ..., central: _Optional[_Iterable[_Union[CentralMember, _Mapping]]] = ...) -> None: ...

class LanguageCount(_message.Message):
    __slots__ = ("language", "num_posts")
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    NUM_POSTS_FIELD_NUMBER: _ClassVar[int]
    language: str
    num_posts: int
    def __init__(self, language: _Optional[str] = ..., num_posts: _Optional[int] = ...) -> None: ...

class Period(_message.Message):
    __slots__ = ("start", "num_days", "num_posts")
    START_FIELD_NUMBER: _ClassVar[int]
    NUM_DAYS_FIELD_NUMBER: _ClassVar[int]
    NUM_POSTS_FIELD_NUMBER: _ClassVar[int]
    start: str
    num_days: int
    num_posts: int
    def __init__(self, start: _Optional[str] = ..., num_days: _Optional[int] = ..., num_posts: _Optional[int] = ...) -> None: ...

class Flow(_message.Message):
    __slots__ = ("community", "display_name", "share")
    COMMUNITY_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    SHARE_FIELD_NUMBER: _ClassVar[int]
    community: str
    display_name: str
    share: float
    def __init__(self, community: _Optional[str] = ..., display_name: _Optional[str] = ..., share: _Optional[float] = ...) -> None: ...

class ProfilePost(_message.Message):
    __slots__ = ("id", "author", "text")
    ID_FIELD_NUMBER: _ClassVar[int]
    AUTHOR_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    id: str
    author: str
    text: str
    def __init__(self, id: _Optional[str] = ..., author: _Optional[str] = ..., text: _Optional[str] = ...) -> None: ...

class CentralMember(_message.Message):
    __slots__ = ("member", "weight")
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_FIELD_NUMBER: _ClassVar[int]
    member: str
    weight: float
    def __init__(self, member: _Optional[str] = ..., weight: _Optional[float] = ...) -> None: ...
