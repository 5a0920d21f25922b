from pathlib import Path

import pytest

from chorus.errors import UnsafeBinding
from chorus.rpc.settings import ServiceSettings


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.9.1"])
def test_loopback_is_allowed(host: str) -> None:
    assert ServiceSettings(host=host).host == host


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.5", "example.org", ""])
def test_any_other_address_is_refused(host: str) -> None:
    with pytest.raises(UnsafeBinding):
        ServiceSettings(host=host)


def test_a_services_own_variable_goes_before_the_shared_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHORUS_HOME", "/shared")
    monkeypatch.setenv("CHORUS_PORT", "1")
    assert ServiceSettings().home == Path("/shared")
    assert ServiceSettings().port == 1

    class GraphSettings(ServiceSettings, env_prefix="CHORUS_GRAPH_"):
        service: str = "graph"

    monkeypatch.setenv("CHORUS_GRAPH_HOME", "/own")
    monkeypatch.setenv("CHORUS_GRAPH_PORT", "50051")
    settings = GraphSettings()
    assert (settings.home, settings.port, settings.metrics_port) == (Path("/own"), 50051, 51051)
    assert settings.database == "sqlite:////own/graph.sqlite"
    assert settings.artifacts == "/own/artifacts"
