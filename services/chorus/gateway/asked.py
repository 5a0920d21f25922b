"""What a call asks of personas, and what proves who answered: read from messages, and from bytes that are passed on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chorus.gateway.access import GATEWAY_SERVICE, SERVING_SERVICE
from chorus.gateway.instrument import Instrument
from chorus.gateway.protocol import Protocol
from chorus.rpc.wire import decode
from chorus.serving.client import Question, questions_in, receipts_in
from chorus.types.receipt import Receipt

_ASKS = (f"/{GATEWAY_SERVICE}/AskPersona", f"/{GATEWAY_SERVICE}/StreamAskPersona")
_SCREENS = (f"/{GATEWAY_SERVICE}/CreateScreening", f"/{GATEWAY_SERVICE}/PreviewScreening")
_PASSED_ON = ("Generate", "StreamGenerate", "BatchGenerate", "ScoreOptions")
ASKING = frozenset((*_ASKS, *_SCREENS, *(f"/{SERVING_SERVICE}/{one}" for one in _PASSED_ON)))
"""Every call that has a persona say something."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one call asks for."""

    personas: tuple[str, ...] = ()
    prompts: tuple[str, ...] = ()
    num_answers: int = 0


def asked(method: str, request: Any, instrument: Callable[[str], Instrument]) -> Asked:
    """What a call of ``ASKING`` asks for; ``instrument`` finds one by name."""
    if method in _SCREENS:
        protocol = decode(request.protocol, Protocol)
        items = len(instrument(request.instrument).items)
        begun = method.endswith("/CreateScreening")
        return Asked(tuple(request.personas), (), begun * len(request.personas) * items * protocol.num_respondents)
    questions = (decode(request, Question),) if method in _ASKS else questions_in(method, request)
    return Asked(
        tuple(dict.fromkeys(question.persona for question in questions)),
        tuple(question.prompt for question in questions),
        sum(max(1, question.sampling.n) for question in questions),
    )


def receipts(method: str, response: Any) -> tuple[Receipt, ...]:
    """The receipts in a response to a call of ``ASKING``."""
    if method in _ASKS:
        return (decode(response.receipt, Receipt),) if response.HasField("receipt") else ()
    return () if method in _SCREENS else receipts_in(method, response)


def job_of(response: Any) -> str:
    """The job that a response names; empty where it names none."""
    return str(getattr(getattr(response, "job", None), "name", ""))
