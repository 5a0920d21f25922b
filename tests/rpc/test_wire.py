"""Every value that mirrors a message has the message's fields."""

import dataclasses
from datetime import UTC, datetime

import pytest
from google.protobuf.descriptor import Descriptor
from google.protobuf.message import Message

from chorus.errors import InvalidArgument
from chorus.evaluation import codebook, drift, fairness, rating, report
from chorus.evaluation.v1 import drift_pb2, fairness_pb2, rating_pb2, report_pb2
from chorus.finetuning import base_model, demonstration_set, finetuning_report, instruction_set, revision, trial
from chorus.finetuning.v1 import (
    base_model_pb2,
    demonstrations_pb2,
    finetuning_report_pb2,
    instruction_set_pb2,
    revision_pb2,
    trial_pb2,
)
from chorus.gateway import comparison, instrument, preview, protocol, screening
from chorus.gateway.v1 import comparison_pb2, instrument_pb2, preview_pb2, screening_pb2
from chorus.graph import (
    community,
    curation,
    dataset,
    lineage,
    network_config,
    network_summary,
    partition,
    stability,
    sweep,
)
from chorus.graph.v1 import (
    community_pb2,
    curation_pb2,
    dataset_pb2,
    lineage_pb2,
    network_pb2,
    partition_pb2,
    sweep_pb2,
)
from chorus.jobs import job
from chorus.jobs.v1 import job_pb2
from chorus.rpc.wire import decode, encode
from chorus.serving import answer, persona
from chorus.serving.v1 import answer_pb2, persona_pb2
from chorus.types.post import Post
from chorus.types.receipt import Receipt
from chorus.types.sampling import Sampling
from chorus.types.v1 import post_pb2, receipt_pb2, sampling_pb2

SHARED = {"Post": (Post, post_pb2), "Receipt": (Receipt, receipt_pb2), "Sampling": (Sampling, sampling_pb2)}
NOUNS = [
    (report, report_pb2),
    (codebook, rating_pb2),
    (drift, drift_pb2),
    (fairness, fairness_pb2),
    (rating, rating_pb2),
    (base_model, base_model_pb2),
    (revision, revision_pb2),
    (demonstration_set, demonstrations_pb2),
    (instruction_set, instruction_set_pb2),
    (finetuning_report, finetuning_report_pb2),
    (trial, trial_pb2),
    (instrument, instrument_pb2),
    (protocol, screening_pb2),
    (screening, screening_pb2),
    (preview, preview_pb2),
    (comparison, comparison_pb2),
    (community, community_pb2),
    (dataset, dataset_pb2),
    (partition, partition_pb2),
    (stability, partition_pb2),
    (network_config, network_pb2),
    (network_summary, network_pb2),
    (lineage, lineage_pb2),
    (curation, curation_pb2),
    (sweep, sweep_pb2),
    (job, job_pb2),
    (answer, answer_pb2),
    (persona, persona_pb2),
]
PAIRS = [(value, getattr(stubs, name)) for name, (value, stubs) in SHARED.items()] + [
    (value, getattr(stubs, name))
    for module, stubs in NOUNS
    for name, value in vars(module).items()
    if dataclasses.is_dataclass(value) and hasattr(stubs, name)
]


@pytest.mark.parametrize(("value", "message"), PAIRS, ids=lambda part: part.__name__)
def test_fields_are_the_same(value: type, message: type[Message]) -> None:
    descriptor: Descriptor = message.DESCRIPTOR
    assert {field.name for field in dataclasses.fields(value)} == set(descriptor.fields_by_name)


@pytest.mark.parametrize(("value", "message"), PAIRS, ids=lambda part: part.__name__)
def test_an_empty_message_gives_the_defaults(value: type, message: type[Message]) -> None:
    assert decode(message(), value) == value()


def test_zero_that_was_set_is_zero() -> None:
    greedy = Sampling(temperature=0.0, top_k=0)
    assert decode(encode(greedy, sampling_pb2.Sampling), Sampling) == greedy


def test_times_pass_and_no_time_stays_none() -> None:
    posted = Post(id="1", author="a", text="tea", create_time=datetime(2026, 5, 17, 8, 30, 0, 250_000, tzinfo=UTC))
    assert encode(posted, post_pb2.Post).create_time.ToDatetime(tzinfo=UTC) == posted.create_time
    assert decode(encode(posted, post_pb2.Post), Post) == posted
    assert not encode(Post(id="2"), post_pb2.Post).HasField("create_time")


def test_a_time_that_is_none_is_the_callers_fault() -> None:
    message = post_pb2.Post()
    message.create_time.seconds = 2**62
    with pytest.raises(InvalidArgument, match="create_time"):
        decode(message, Post)


def test_a_number_of_no_enum_member_is_the_callers_fault() -> None:
    with pytest.raises(InvalidArgument) as caught:
        decode(partition_pb2.DetectionConfig(algorithm=99), partition.DetectionConfig)
    assert caught.value.field == "algorithm"
