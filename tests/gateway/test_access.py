"""The table of calls agrees with the contracts."""

from google.protobuf.descriptor import MethodDescriptor

from chorus.evaluation.v1 import evaluation_pb2
from chorus.finetuning.v1 import finetuning_pb2
from chorus.gateway.access import CALLS, FORWARDED_SERVICES, Role
from chorus.gateway.v1 import gateway_pb2
from chorus.graph.v1 import graph_pb2
from chorus.jobs.v1 import jobs_pb2
from chorus.serving.v1 import serving_pb2

WITHHELD = {"/chorus.finetuning.v1.FinetuningService/RecordVerdict"}
"""Between services: nobody may say from outside what an evaluation found."""
FILES = (graph_pb2, finetuning_pb2, serving_pb2, evaluation_pb2, gateway_pb2, jobs_pb2)


def _methods() -> dict[str, MethodDescriptor]:
    services = [service for file in FILES for service in file.DESCRIPTOR.services_by_name.values()]
    methods = {f"/{service.full_name}/{method.name}": method for service in services for method in service.methods}
    assert methods.keys() >= WITHHELD
    return {path: method for path, method in methods.items() if path not in WITHHELD}


def test_every_call_that_may_come_from_outside_has_a_role_and_no_other_call_has() -> None:
    assert set(CALLS) == set(_methods())


def test_the_table_knows_which_calls_stream() -> None:
    for path, method in _methods().items():
        call = CALLS[path]
        assert (call.streams_requests, call.streams_responses) == (method.client_streaming, method.server_streaming), (
            path
        )


def test_calls_are_passed_on_to_the_service_they_name() -> None:
    for path, call in CALLS.items():
        service = path.split("/")[1]
        assert call.behind == (service.split(".")[1] if service in FORWARDED_SERVICES else ""), path


def test_nothing_is_made_or_asked_by_a_mere_reader() -> None:
    for path, call in CALLS.items():
        method = path.rpartition("/")[2]
        asks = ("Ask", "StreamAsk", "Generate", "StreamGenerate", "BatchGenerate", "ScoreOptions")
        if method.startswith((*asks, "Create", "Import", "StreamPosts", "ListMembers", "Cancel")):
            assert call.role is not Role.READER, path
