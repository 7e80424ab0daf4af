"""Join the style files, and the scripts that every page has: one request each.

Layers decide the cascade, so only the file with the order line has to come first. Each script becomes a block of one
module, so that the names of one do not meet those of another; therefore none of them may import or export.
"""

import gzip
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse

STATIC = Path(__file__).resolve().parent.parent / "static" / "fieldcraft"
STYLES, SCRIPTS = STATIC / "css", STATIC / "js"
#: In this order; what only some pages need is loaded there.
EVERYWHERE = ("keys", "palette", "effort", "toast", "dialog", "submit", "sheet", "tabs")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
INDENT = re.compile(r"\n\s*")


@dataclass(frozen=True, slots=True)
class Asset:
    """Files joined to one, plain and packed, with the digest that names it."""

    route: str
    text: bytes
    packed: bytes
    digest: str

    @property
    def href(self) -> str:
        return reverse(f"assets:{self.route}", kwargs={"digest": self.digest})


def style_files() -> list[Path]:
    """Every style file, the one with the layer order first."""
    first = STYLES / "layers.css"
    return [first, *sorted(path for path in STYLES.rglob("*.css") if path != first)]


def script_files() -> list[Path]:
    """The scripts of every page."""
    return [SCRIPTS / f"{name}.js" for name in EVERYWHERE]


def stylesheet() -> Asset:
    """The joined styles: read once in production, at each change of a file in development."""
    return _styles(_changed(style_files))


def script() -> Asset:
    """The joined scripts, read likewise."""
    return _scripts(_changed(script_files))


def _changed(files: Callable[[], list[Path]]) -> int:
    return max(path.stat().st_mtime_ns for path in files()) if settings.DEBUG else 0


@lru_cache(maxsize=2)
def _styles(changed: int) -> Asset:
    plain = "\n".join(path.read_text(encoding="utf-8") for path in style_files())
    return _asset("styles", INDENT.sub("\n", COMMENT.sub("", plain)).strip())


@lru_cache(maxsize=2)
def _scripts(changed: int) -> Asset:
    return _asset("scripts", "".join(f"{{\n{path.read_text(encoding='utf-8')}}}\n" for path in script_files()))


def _asset(route: str, joined: str) -> Asset:
    text = joined.encode()
    return Asset(route, text, gzip.compress(text, mtime=0), hashlib.sha256(text).hexdigest()[:12])
