"""The gateway runs where nothing heavy is installed, and so does whoever only calls it."""

import subprocess
import sys

HEAVY = ("torch", "transformers", "vllm", "ray", "sklearn", "scipy", "polars", "igraph")


def test_gateway_and_client_import_no_engine_and_no_measure() -> None:
    code = f"import sys, chorus.client, chorus.gateway.build; print(*sys.modules.keys() & {set(HEAVY)!r})"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == []
