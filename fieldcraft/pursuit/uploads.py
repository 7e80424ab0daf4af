"""What is refused of a file before anybody reads it."""

from __future__ import annotations

from fieldcraft.pursuit.errors import PursuitError

LARGEST_FILE = 10 * 1024 * 1024


def check_size(*, name: str, size: int) -> None:
    """Raises PursuitError for a file that is empty or has more than LARGEST_FILE bytes."""
    if size > LARGEST_FILE:
        raise PursuitError(
            f"{name} has {size / 1e6:.1f} MB; {LARGEST_FILE / 1e6:.0f} MB fit. Add only the page that counts."
        )
    if not size:
        raise PursuitError(f"{name} is empty. Choose the file again.")
