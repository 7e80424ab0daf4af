"""Serve the joined styles and scripts so that a browser asks once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from fieldcraft.web.assets.bundle import Asset, script, stylesheet


@require_safe
def styles(request: HttpRequest, digest: str) -> HttpResponse:
    """All styles, for ever cacheable under their digest; an old digest is sent on to the present one."""
    return _served(request, stylesheet(), digest, "text/css")


@require_safe
def scripts(request: HttpRequest, digest: str) -> HttpResponse:
    """The scripts of every page, likewise."""
    return _served(request, script(), digest, "text/javascript")


def _served(request: HttpRequest, asset: Asset, digest: str, kind: str) -> HttpResponse:
    if digest != asset.digest:
        return redirect(asset.href)
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(asset.packed if packed else asset.text, content_type=f"{kind}; charset=utf-8")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    if packed:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
