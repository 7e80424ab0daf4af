"""Pages inside one organisation; each part brings its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from fieldcraft.web.home.views import start

urlpatterns: list[URLPattern | URLResolver] = [
    path("", start, name="start"),
    path("", include("fieldcraft.web.today.urls")),
    path("", include("fieldcraft.web.calls.urls")),
    path("", include("fieldcraft.web.lists.urls")),
    path("", include("fieldcraft.web.opportunities.urls")),
    path("", include("fieldcraft.web.chance.urls")),
    path("", include("fieldcraft.web.mutual.urls")),
    path("", include("fieldcraft.web.notes.urls")),
    path("", include("fieldcraft.web.committee.urls")),
    path("", include("fieldcraft.web.gates.urls")),
    path("", include("fieldcraft.web.intake.urls")),
    path("", include("fieldcraft.web.team.urls")),
    path("", include("fieldcraft.web.finding.urls")),
    path("learning/", include("fieldcraft.web.learning.urls")),
    path("people/", include("fieldcraft.web.people.urls")),
    path("me/", include("fieldcraft.web.you.urls")),
    path("imports/", include("fieldcraft.web.imports.urls")),
    path("playbook/right-size/", include("fieldcraft.web.rightsize.urls")),
    path("playbook/", include("fieldcraft.web.playbook.urls")),
    path("playbook/", include("fieldcraft.web.playbook.moving.urls")),
]
