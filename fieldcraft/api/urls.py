"""Addresses of the API door."""

from collections.abc import Iterator, Sequence

from django.urls import URLPattern, URLResolver, path, re_path

from fieldcraft.api.door import api, guarded, nothing_here, openapi

app_name = "api"
_operations, _, _ = api().urls


def _guarded(patterns: Sequence[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            pattern.callback = guarded(pattern.callback)
            yield pattern


urlpatterns = [
    path("openapi.json", openapi, name="document"),
    *_guarded(_operations),
    re_path("", nothing_here, name="nothing"),
]
