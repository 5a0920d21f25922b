"""The examples in docstrings are true."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

SERVICES = Path(__file__).parents[1] / "services"
MODULES = [
    ".".join(path.relative_to(SERVICES).with_suffix("").parts).removesuffix(".__init__")
    for path in sorted(SERVICES.rglob("*.py"))
    if ">>> " in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("module", MODULES)
def test_examples(module: str) -> None:
    results = doctest.testmod(import_module(module))
    assert results.attempted
    assert not results.failed
