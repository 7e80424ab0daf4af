"""Which step is worth doing next, and why. Pure: no Django, no clock."""

from .rank import rank
from .today import today
from .types import Candidate, Economy, Promise, Response, Step, Today

__all__ = ["Candidate", "Economy", "Promise", "Response", "Step", "Today", "rank", "today"]
