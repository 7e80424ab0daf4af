"""Overlays: what an organisation does differently from a base, kept apart so that the base can be upgraded.

Pure: no Django, no clock. `load_overlay` and `read_overlay` read the folder, `files_of` writes it, `applied` makes a
playbook, `faults_of` says what is wrong on a base, `between` makes an overlay from an edited playbook, and `upgraded`
merges an overlay with a newer base.
"""

from .applying import HEAD_FILE, applied
from .judging import faults_of
from .leaves import Leaf, leaves
from .loading import OPEN_FILE, load_overlay, load_overlay_files, read_overlay
from .making import between
from .model import Extends, Head, Overlay
from .paths import Words, path_in_words, value_at
from .upgrading import Choice, Conflict, Upgrade, upgraded
from .wording import conflict_in_words, in_words, list_in_words, report, sides_in_words, value_in_words
from .writing import files_of

__all__ = [
    "HEAD_FILE",
    "OPEN_FILE",
    "Choice",
    "Conflict",
    "Extends",
    "Head",
    "Leaf",
    "Overlay",
    "Upgrade",
    "Words",
    "applied",
    "between",
    "conflict_in_words",
    "faults_of",
    "files_of",
    "in_words",
    "leaves",
    "list_in_words",
    "load_overlay",
    "load_overlay_files",
    "path_in_words",
    "read_overlay",
    "report",
    "sides_in_words",
    "upgraded",
    "value_at",
    "value_in_words",
]
