"""Every address of the product, from the resolver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    """One address: its name with the namespace, and the pattern from the root."""

    name: str
    pattern: str

    @property
    def inside(self) -> bool:
        """True for an address inside one organisation."""
        return "<slug:organisation>" in self.pattern


def routes() -> list[Route]:
    """All addresses; an address without a name is named by its pattern."""
    return list(_walk(get_resolver(), prefix="", namespace=""))


def _walk(resolver: URLResolver, *, prefix: str, namespace: str) -> Iterator[Route]:
    for found in resolver.url_patterns:
        pattern = prefix + str(found.pattern)
        if isinstance(found, URLPattern):
            yield Route(name=namespace + (found.name or pattern), pattern=pattern)
        else:
            inner = f"{namespace}{found.namespace}:" if found.namespace else namespace
            yield from _walk(found, prefix=pattern, namespace=inner)
