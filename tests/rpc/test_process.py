"""What a service says when it cannot start: lines, and no traceback."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"CHORUS_GATEWAY_HOST": "0.0.0.0"}, "UNSAFE_BINDING: refusing to listen on 0.0.0.0"),
        ({"CHORUS_GATEWAY_PORT": "high"}, "CHORUS_GATEWAY_PORT (or CHORUS_PORT): "),
        ({"CHORUS_GATEWAY_AUTHENTICATION": "perhaps"}, "CHORUS_GATEWAY_AUTHENTICATION (or CHORUS_AUTHENTICATION): "),
        ({"CHORUS_SERVICE_KEY_FILE": "/none"}, "CHORUS_SERVICE_KEY_FILE /none cannot be read"),
        (
            {"CHORUS_TLS_CERTIFICATE": "/none", "CHORUS_TLS_KEY": "/none"},
            "INVALID_CERTIFICATE: CHORUS_TLS_CERTIFICATE /none",
        ),
    ],
)
def test_a_service_that_cannot_start_says_why_in_a_line(tmp_path, settings: dict[str, str], says: str) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "CHORUS_HOME": str(tmp_path),
        "CHORUS_PORT": "0",
        **settings,
    }
    ended = subprocess.run(
        [sys.executable, "-m", "chorus.gateway"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    (line,) = ended.stderr.strip().splitlines()
    assert says in line
