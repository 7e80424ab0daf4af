"""Ends the children of a supervisor that was killed and could not do it itself.

Run by path with `python -I -S`, so that it costs a few megabytes and needs nothing. The supervisor holds the other
end of stdin: "+<group>" and "-<group>" lines name process groups, "." dismisses us, end of file means it is dead.
Arguments: grace in seconds, then a command to run when all is quiet. Works wherever there are pipes.
"""

import os
import signal
import subprocess
import sys
import time


def main() -> None:
    """Listen until dismissed or alone."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin:
        if line.startswith("."):
            return
        (groups.add if line.startswith("+") else groups.discard)(int(line[1:]))
    end(groups=groups, grace=float(sys.argv[1]))
    if sys.argv[2:]:
        subprocess.run(sys.argv[2:], check=False)


def end(*, groups: set[int], grace: float) -> None:
    """Ask every group's first process to stop; after `grace` seconds kill what is left of each group."""
    for group in groups:
        signal_group(group=group, number=signal.SIGTERM, leader_only=True)
    deadline = time.monotonic() + grace
    while time.monotonic() < deadline and any(lives(group=group) for group in groups):
        time.sleep(0.05)
    for group in groups:
        signal_group(group=group, number=signal.SIGKILL, leader_only=False)


def signal_group(*, group: int, number: signal.Signals, leader_only: bool) -> None:
    """Send a signal to a group, or to its first process, which tells the others in its own way."""
    try:
        (os.kill if leader_only else os.killpg)(group, number)
    except ProcessLookupError:
        if leader_only:
            signal_group(group=group, number=number, leader_only=False)
    except PermissionError:
        # macOS answers this for a group of zombies.
        pass


def lives(*, group: int) -> bool:
    """Whether any process of the group is left."""
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    main()
