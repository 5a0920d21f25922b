"""What serving counts, for Prometheus, beside what vLLM and Ray count themselves."""

from prometheus_client import Counter, Histogram

LOAD_SECONDS = Histogram(
    "chorus_serving_adapter_load_seconds",
    "Time to bring an adapter from the store to the engine, checks included",
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60),
)
REFUSED = Counter(
    "chorus_serving_adapters_refused_total", "Adapters that were refused and quarantined, by what was wrong", ["reason"]
)
