"""What serving counts, for Prometheus, beside what vLLM and Ray count themselves.

Times to the first token, per token and in the engine's queue are vLLM's: ``vllm:time_to_first_token_seconds``,
``vllm:request_time_per_output_token_seconds``, ``vllm:request_queue_time_seconds``.
"""

from prometheus_client import Counter, Gauge, Histogram

LOAD_SECONDS = Histogram(
    "chorus_serving_adapter_load_seconds",
    "Time to bring an adapter from the store to the engine, checks included",
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60),
)
REFUSED = Counter(
    "chorus_serving_adapters_refused_total", "Adapters that were refused and quarantined, by what was wrong", ["reason"]
)
HITS = Counter("chorus_serving_adapter_hits_total", "Uses of an adapter that the engine held")
MISSES = Counter("chorus_serving_adapter_misses_total", "Uses of an adapter that the engine had to load")
EVICTIONS = Counter("chorus_serving_adapter_evictions_total", "Adapters that made room for others")
RESIDENT = Gauge("chorus_serving_adapters_resident", "Adapters that the engine holds in memory")
WAITING = Gauge("chorus_serving_calls_waiting", "Calls that wait for their turn with an adapter")
WAIT_SECONDS = Histogram(
    "chorus_serving_wait_seconds",
    "Time that a call waited for its turn with an adapter",
    buckets=(0.001, 0.01, 0.1, 0.5, 1, 5, 15, 60, 300),
)
_TOKENS = Counter("chorus_serving_tokens_total", "Tokens of prompts and answers, by persona", ["persona", "of"])
_MAX_PERSONAS = 200
_known: set[str] = set()


def count_tokens(persona: str, prompt: int, answer: int) -> None:
    """Count a question's tokens; personas past the first 200 are counted together, for every label costs memory."""
    if persona not in _known and len(_known) >= _MAX_PERSONAS:
        persona = "other"
    _known.add(persona)
    _TOKENS.labels(persona, "prompt").inc(prompt)
    _TOKENS.labels(persona, "answer").inc(answer)
