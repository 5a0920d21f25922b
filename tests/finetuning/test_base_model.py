from datetime import UTC, datetime

from chorus.finetuning.base_model import BUILT_LIMITS, BaseModel, BaseModelOrigin, TrainingPoint, name_of
from chorus.finetuning.v1 import base_model_pb2 as pb
from chorus.rpc.wire import decode, encode
from chorus.types import names


def test_crosses_the_wire_unchanged() -> None:
    model = BaseModel(
        name=name_of("ab" * 32),
        digest="ab" * 32,
        location="artifact:" + "cd" * 32,
        origin=BaseModelOrigin.BUILT,
        num_parameters=2_471_616,
        context_length=1024,
        limits=BUILT_LIMITS,
        history=(TrainingPoint(10, 5.5), TrainingPoint(20, 4.5, 4.75)),
        create_time=datetime(2026, 5, 1, 12, tzinfo=UTC),
    )
    assert decode(encode(model, pb.BaseModel), BaseModel) == model


def test_name_is_a_resource_name() -> None:
    assert names.parse(name_of("ab" * 32), "base-models") == "ab" * 8


def test_limits_say_what_a_built_base_cannot_show() -> None:
    assert "no finding" in BUILT_LIMITS
    assert "questionnaire" in BUILT_LIMITS
