"""Which opportunity a text belongs to, and which of its sentences may prove a criterion.

Pure: no Django, no clock, nothing leaves the process. Both answers may be "not sure".
"""

from .meaning import called
from .offers import THRESHOLD, Index, is_english, offers_in
from .placing import Contact, Message, Placed, Ranked, Work, by_address, domain_of, place, thread
from .types import CriterionText, Offered, Somebody

__all__ = [
    "THRESHOLD",
    "Contact",
    "CriterionText",
    "Index",
    "Message",
    "Offered",
    "Placed",
    "Ranked",
    "Somebody",
    "Work",
    "by_address",
    "called",
    "domain_of",
    "is_english",
    "offers_in",
    "place",
    "thread",
]
