"""Shipped packages with something changed at random: in their bytes, their tokens or their structure."""

from __future__ import annotations

import re
import zipfile
from functools import cache
from random import Random
from typing import Any, Final

import yaml

from ..archive import pack
from ..loader import read_files
from .hostile.cases import zipped
from .shipped import FOLDER

LEVELS: Final = ("bytes of the archive", "bytes of a file", "tokens", "structure")
_TOKENS: Final = re.compile(r"\w+|[ \t]+|\n|[^\w\s]")
_ODD: Final = (
    "true", "null", "1e999", ".nan", "-1", "0", "99999999999999999999", "[]", "{}", "&a", "*a", "!!python/name:os",
    "~", "? ", "- ", ": ", "|", ">-", "%", "@", "\x00", "\ufeff", "\u202e", "<script>", "](javascript:x)", "{account}",
    "{", "}", "'", '"', "#", "---", "...", "\t", "é", "\U0001f600", "../", "a" * 300, "is_champion", "&&",
    "||", "(", ")", "==",
)  # fmt: skip
_VALUES: Final[tuple[Any, ...]] = (
    None, True, False, 0, -1, 1, 2**63, 1.5, 1e308, "", " ", "x", "x" * 500, "../x.md", "<b>", "{a.b}", "a\u0000b",
    [], {}, [[]], [None], {"key": "x"}, {"": 1}, [1, "a", {}], "no-such-key", "1.0.0", "1 == 1", "(" * 40,
)  # fmt: skip


@cache
def packs() -> tuple[dict[str, bytes], ...]:
    """Every playbook that ships, as files in memory."""
    folders = sorted(each.parent for each in FOLDER.parent.glob("*/playbook.yaml"))
    return tuple(read_files(folder=folder)[0] for folder in folders)


def mutated(*, seed: int, level: str) -> bytes:
    """An archive; the same for the same seed and level."""
    random = Random(seed)
    files = dict(random.choice(packs()))
    if level == LEVELS[0]:
        method = random.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
        whole = pack(files=files) if random.random() < 0.5 else zipped(files, method=method)
        return _bytes(random, whole)
    change = {LEVELS[1]: _bytes, LEVELS[2]: _tokens, LEVELS[3]: _structure}[level]
    for _ in range(random.choice((1, 1, 1, 2, 5))):
        name = random.choice(sorted(files))
        if level == LEVELS[3]:
            name = random.choice(sorted(each for each in files if each.endswith(".yaml")))
        if random.random() < 0.03:
            files = _files(random, files)
        elif name in files:
            files[name] = change(random, files[name])
    return zipped(files, method=zipfile.ZIP_STORED)


def _files(random: Random, files: dict[str, bytes]) -> dict[str, bytes]:
    """A file gone, twice, swapped or under another name."""
    names = sorted(files)
    one, other = random.choice(names), random.choice(names)
    what = random.randrange(4)
    if what == 0:
        files.pop(one)
    elif what == 1:
        files[one], files[other] = files[other], files[one]
    elif what == 2:
        files[one.replace(".", f"-{random.randrange(9)}.", 1)] = files[one]
    else:
        files[one + "/x.md"] = b"x"
    return files


def _bytes(random: Random, content: bytes) -> bytes:
    data = bytearray(content)
    for _ in range(random.choice((1, 1, 2, 4, 16))):
        at = random.randrange(len(data) + 1)
        what = random.randrange(5)
        if what == 0:
            data[at : at + 1] = bytes([random.randrange(256)])
        elif what == 1:
            data[at:at] = random.randbytes(random.randrange(1, 9))
        elif what == 2:
            del data[at : at + random.choice((1, 2, 10, 1000))]
        elif what == 3:
            source = random.randrange(len(data) + 1)
            data[at:at] = data[source : source + random.choice((1, 20, 300))]
        elif data and at < len(data):
            data[at] ^= 1 << random.randrange(8)
    return bytes(data)


def _tokens(random: Random, content: bytes) -> bytes:
    tokens = _TOKENS.findall(content.decode("utf-8", "replace"))
    for _ in range(random.choice((1, 1, 2, 4))):
        if not tokens:
            break
        at, other = random.randrange(len(tokens)), random.randrange(len(tokens))
        what = random.randrange(5)
        if what == 0:
            tokens[at] = random.choice(_ODD)
        elif what == 1:
            tokens.insert(at, random.choice(_ODD))
        elif what == 2:
            del tokens[at]
        elif what == 3:
            tokens[at], tokens[other] = tokens[other], tokens[at]
        else:
            tokens[at:at] = tokens[other : other + random.choice((1, 5, 50))]
    return "".join(tokens).encode("utf-8", "replace")


def _structure(random: Random, content: bytes) -> bytes:
    try:
        data = yaml.safe_load(content)
    except (yaml.YAMLError, ValueError):
        return content  # an earlier round has broken it
    for _ in range(random.choice((1, 1, 2, 3))):
        places = list(_places(data))
        if not places:
            break
        around, key = random.choice(places)
        _change(random, around, key, random.choice(places))
    return yaml.safe_dump(data, sort_keys=random.random() < 0.2, allow_unicode=True).encode()


def _change(random: Random, around: Any, key: Any, other: tuple[Any, Any]) -> None:
    what = random.randrange(6)
    if what == 0:
        del around[key]
    elif what == 1:
        around[key] = random.choice(_VALUES)
    elif what == 2 and isinstance(around, list):
        around.insert(key, around[random.randrange(len(around))])
    elif what == 3 and isinstance(around, list):
        random.shuffle(around)
    elif what == 4 and isinstance(around, dict):
        around[random.choice(("was", "key", "extra", "prior", "text"))] = around[key]
    elif not _inside(other[0][other[1]], around):
        around[key] = other[0][other[1]]


def _inside(data: Any, wanted: Any) -> bool:
    """Whether `wanted` is `data` or below it: putting it there would never end."""
    return data is wanted or any(_inside(around[key], wanted) for around, key in _children(data))


def _places(data: Any) -> list[tuple[Any, Any]]:
    return [place for around, key in _children(data) for place in ((around, key), *_places(around[key]))]


def _children(data: Any) -> list[tuple[Any, Any]]:
    keys: list[Any] = list(data) if isinstance(data, dict) else list(range(len(data))) if isinstance(data, list) else []
    return [(data, key) for key in keys]
