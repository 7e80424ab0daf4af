"""Opens packages one by one, each in a process of its own, and prints what came of it as JSON lines.

    python -m fieldcraft.methodology.package.tests.hostile.measure PATH…

The processes are forked after everything is imported, so that a package costs milliseconds; what is measured is the
processor time to refuse it and the largest memory of its process, which includes that of the interpreter.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path

from fieldcraft.methodology.package.faults import PlaybookError
from fieldcraft.methodology.package.package import open_package

#: A package that would hang ends here.
SECONDS = 20


def measured(path: Path) -> dict[str, object]:
    """What came of one package."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        _answer(path, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _, status, usage = os.wait4(child, 0)
    found: dict[str, object] = json.loads(said) if said else {"crash": f"ended with {status}"}
    return {"path": path.name, "megabytes": round(usage.ru_maxrss / 1024, 1), **found}


def _answer(path: Path, to: int) -> None:
    begun = time.process_time()  # of the processor: the machine may be busy with other things
    faults: list[dict[str, str | int]] = []
    crash = ""
    try:
        open_package(path=path)
    except PlaybookError as error:
        faults = [fault.as_dict() for fault in error.faults]
    except BaseException as error:
        crash = f"{type(error).__name__}: {error}"[:500]
    seconds = round(time.process_time() - begun, 3)
    said = {"seconds": seconds, "crash": crash, "count": len(faults), "faults": faults[:50]}
    with os.fdopen(to, "wb") as pipe:
        pipe.write(json.dumps(said).encode())
    os._exit(0)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(json.dumps(measured(Path(name))), flush=True)  # noqa: T201
