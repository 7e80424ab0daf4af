"""Join the style files. Layers decide the cascade, so only the file with the order line has to come first."""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse

STYLES = Path(__file__).resolve().parent.parent / "static" / "fieldcraft" / "css"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
INDENT = re.compile(r"\n\s*")


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """One style sheet, plain and packed, with the digest that names it."""

    text: bytes
    packed: bytes
    digest: str

    @property
    def href(self) -> str:
        return reverse("assets:styles", kwargs={"digest": self.digest})


def style_files() -> list[Path]:
    """Every style file, the one with the layer order first."""
    first = STYLES / "layers.css"
    return [first, *sorted(path for path in STYLES.rglob("*.css") if path != first)]


def stylesheet() -> Stylesheet:
    """The joined styles: read once in production, at each change of a file in development."""
    if settings.DEBUG:
        return _join(max(path.stat().st_mtime_ns for path in style_files()))
    return _join(0)


@lru_cache(maxsize=2)
def _join(changed: int) -> Stylesheet:
    plain = "\n".join(path.read_text(encoding="utf-8") for path in style_files())
    text = INDENT.sub("\n", COMMENT.sub("", plain)).strip().encode()
    return Stylesheet(text=text, packed=gzip.compress(text, mtime=0), digest=hashlib.sha256(text).hexdigest()[:12])
