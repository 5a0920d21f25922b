"""What a call asks of personas, and what proves who answered: read from messages, and from bytes that are passed on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message

from chorus.evaluation.client import EvaluationConfig, FairnessConfig, Voice, bundled_exchange
from chorus.gateway.access import EVALUATION_SERVICE, GATEWAY_SERVICE, SERVING_SERVICE
from chorus.gateway.instrument import Instrument
from chorus.gateway.protocol import Protocol
from chorus.rpc.wire import decode, request_in, response_in
from chorus.serving.client import Question, questions_in, receipts_in
from chorus.types.names import is_id
from chorus.types.receipt import Receipt

_ASKS = (f"/{GATEWAY_SERVICE}/AskPersona", f"/{GATEWAY_SERVICE}/StreamAskPersona")
_SCREENS = (f"/{GATEWAY_SERVICE}/CreateScreening", f"/{GATEWAY_SERVICE}/PreviewScreening")
_EVALUATES = f"/{EVALUATION_SERVICE}/CreateEvaluation"
_EXCHANGES = f"/{EVALUATION_SERVICE}/CreateFairnessStudy"
_MEASURES = (*_SCREENS, _EVALUATES, _EXCHANGES)
_PASSED_ON = ("Generate", "StreamGenerate", "BatchGenerate", "ScoreOptions")
ASKING = frozenset((*_ASKS, *_MEASURES, *(f"/{SERVING_SERVICE}/{one}" for one in _PASSED_ON)))
"""Every call that has a persona say something."""
MAX_RESOURCES = 100


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
    if method == _EVALUATES:
        return _evaluated(request)
    if method == _EXCHANGES:
        return _exchanged(request)
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
    return () if method in _MEASURES else receipts_in(method, response)


def job_of(method: str, response: Any) -> str:
    """The job that a response names, a message or its bytes; empty where it names none."""
    told = response_in(method, response) if isinstance(response, bytes) else response
    return str(getattr(getattr(told, "job", None), "name", ""))


def resources(method: str, request: Message | bytes) -> tuple[str, ...]:
    """The names of resources in a request, a message or its bytes: what an operator acts on."""
    told = request_in(method, request) if isinstance(request, bytes) else request
    said = [value for _, value in told.ListFields()]
    texts = [text for value in said for text in ([value] if isinstance(value, str) else _all_of(value))]
    return tuple(dict.fromkeys(text for text in texts if _is_name(text)))[:MAX_RESOURCES]


def _all_of(value: object) -> list[str]:
    """The texts in a repeated field; none of anything else."""
    return [text for text in value if isinstance(text, str)] if isinstance(value, Sequence) else []


def _is_name(text: str) -> bool:
    collection, slash, id_ = text.partition("/")
    return bool(slash) and is_id(collection) and is_id(id_)


def _evaluated(request: bytes) -> Asked:
    """Every voice of each community writes, and the control."""
    told: Any = request_in(_EVALUATES, request)
    personas = tuple(f"personas/{community.partition('/')[2]}" for community in told.communities)
    config = decode(told.config, EvaluationConfig)
    voices = config.voices or tuple(Voice)
    speakers = sum(1 if voice == Voice.BASE else len(personas) for voice in voices)
    return Asked(personas, (), speakers * max(0, config.posts_per_persona))


def _exchanged(request: bytes) -> Asked:
    """The finetuned voice of each community writes with every term, and the control."""
    told: Any = request_in(_EXCHANGES, request)
    personas = tuple(f"personas/{community.partition('/')[2]}" for community in told.communities)
    config = decode(told.config, FairnessConfig)
    terms = config.terms or bundled_exchange()[0]
    return Asked(personas, (), (len(personas) + 1) * len(terms) * max(0, config.posts_per_term))
