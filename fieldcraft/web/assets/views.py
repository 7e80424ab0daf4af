"""Serve the joined styles so that a browser asks once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from fieldcraft.web.assets.bundle import stylesheet


@require_safe
def styles(request: HttpRequest, digest: str) -> HttpResponse:
    """All styles, for ever cacheable under their digest; an old digest is sent on to the present one."""
    sheet = stylesheet()
    if digest != sheet.digest:
        return redirect(sheet.href)
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(sheet.packed if packed else sheet.text, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    if packed:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
