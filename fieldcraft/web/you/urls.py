"""The page about oneself."""

from __future__ import annotations

from django.urls import path

from fieldcraft.web.you import views

urlpatterns = [
    path("", views.you, name="you"),
    path("tokens/", views.make_token, name="you-tokens"),
    path("tokens/<int:token_id>/revoke/", views.revoke, name="you-revoke"),
    path("password/", views.password, name="you-password"),
]
