"""Pages outside any organisation."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from fieldcraft.web.home import cast, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("first-run/", views.first_run, name="first-run"),
    path("invitation/<slug:slug>/<str:secret>/", views.invitation, name="invitation"),
    path("", include("fieldcraft.web.mutual.shared.urls")),
    path("healthz", views.healthz, name="healthz"),
]
if settings.MODE in ("demo", "test"):
    urlpatterns += [
        path("cast/", cast.choose, name="cast"),
        path("cast/<int:member_id>/", cast.enter, name="enter"),
    ]
if settings.STYLEGUIDE:
    urlpatterns.append(path("whoami/", views.trivial, name="trivial"))
