"""Markdown of a playbook as HTML. HTML in the text is shown as text, so that a playbook cannot bring a script."""

from __future__ import annotations

from functools import lru_cache

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

_markdown = MarkdownIt("commonmark", {"html": False}).disable("image")


@lru_cache(maxsize=1024)
def rendered(text: str) -> SafeString:
    """The text as HTML; rendered once per process, because the texts of a version never change."""
    html: str = _markdown.render(text)
    return SafeString(html)  # html is off: everything but the renderer's own tags is escaped
