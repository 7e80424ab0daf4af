"""Right-size instead of replace: a playbook cut to how a company sells today, with its own stage names kept.

Pure. What a CRM's history shows and eleven answers go in; a smaller playbook comes out, with which stage became which,
what is asked and what is left for later and why, and how much changes for whom.
"""

from .answers import QUESTIONS, Answers, Choice, Question, WrongAnswerError, answered
from .history import History, StageSeen
from .impact import Change
from .proposal import Proposal, StageProposal, propose

__all__ = [
    "QUESTIONS",
    "Answers",
    "Change",
    "Choice",
    "History",
    "Proposal",
    "Question",
    "StageProposal",
    "StageSeen",
    "WrongAnswerError",
    "answered",
    "propose",
]
