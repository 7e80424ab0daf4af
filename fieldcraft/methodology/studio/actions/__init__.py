"""Changes to drafts, one verb per function."""

from .review import (
    approve,
    ask_for_changes,
    close,
    name_co_author,
    propose,
    publish,
    remove_co_author,
    reopen,
)
from .writing import Edit, Saved, add_comment, redo, resolve_comment, save_file, save_files, start_draft, undo

__all__ = [
    "Edit",
    "Saved",
    "add_comment",
    "approve",
    "ask_for_changes",
    "close",
    "name_co_author",
    "propose",
    "publish",
    "redo",
    "remove_co_author",
    "reopen",
    "resolve_comment",
    "save_file",
    "save_files",
    "start_draft",
    "undo",
]
