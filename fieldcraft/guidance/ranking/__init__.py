"""Which step is worth doing next, and why. Pure: no Django, no clock."""

from .rank import rank
from .today import today
from .types import Candidate, Economy, Learned, Opinion, Promise, Response, Step, Taught, Today

__all__ = [
    "Candidate",
    "Economy",
    "Learned",
    "Opinion",
    "Promise",
    "Response",
    "Step",
    "Taught",
    "Today",
    "rank",
    "today",
]
