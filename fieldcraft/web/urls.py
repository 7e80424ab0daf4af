"""Pages inside one organisation; each part brings its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("fieldcraft.web.today.urls")),
    path("", include("fieldcraft.web.opportunities.urls")),
    path("", include("fieldcraft.web.team.urls")),
]
