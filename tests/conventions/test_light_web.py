"""The process that serves pages is light: what only training or an assistant needs is not loaded with it."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("numpy", "scipy", "sklearn", "mcp", "starlette", "uvicorn", "opentelemetry")
LOADS_ALL = """
import sys
from django.urls import get_resolver
import fieldcraft.config.wsgi
list(get_resolver().url_patterns)
[pattern.url_patterns for pattern in get_resolver().url_patterns if hasattr(pattern, "url_patterns")]
print(",".join(name for name in {names!r} if name in sys.modules))
"""


def test_a_web_process_starts_without_the_libraries_of_training_and_of_assistants() -> None:
    code = LOADS_ALL.replace("{names!r}", repr(HEAVY))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
