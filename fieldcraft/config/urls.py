"""All doors. Inside `o/<organisation>/` the middleware has chosen the schema."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("fieldcraft.web.home.urls")),
    path("assets/", include("fieldcraft.web.assets.urls")),
    path("o/<slug:organisation>/", include("fieldcraft.web.urls")),
    path("api/v1/", include("fieldcraft.api.urls")),
]
if settings.STYLEGUIDE:
    urlpatterns.append(path("styleguide/", include("fieldcraft.web.styleguide.urls")))
