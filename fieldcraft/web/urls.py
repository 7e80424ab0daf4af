"""Pages inside one organisation; each part brings its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from fieldcraft.web.home.views import start

urlpatterns: list[URLPattern | URLResolver] = [
    path("", start, name="start"),
    path("people/", include("fieldcraft.web.people.urls")),
    path("me/", include("fieldcraft.web.you.urls")),
    path("playbook/", include("fieldcraft.web.playbook.urls")),
]
