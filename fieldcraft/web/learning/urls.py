"""Where the organisation sees what it learned."""

from __future__ import annotations

from django.urls import path

from fieldcraft.web.learning import deciding, views

urlpatterns = [
    path("", views.what_works, name="learning"),
    path("what/<slug:kind>/<slug:key>/", views.behaviour, name="learning-behaviour"),
    path("model/", views.model, name="learning-model"),
    path("model/training/", deciding.train, name="learning-train"),
    path("flow/", views.flow, name="learning-flow"),
    path("proposals/", views.proposals, name="learning-proposals"),
    path("proposals/draft/", deciding.draft, name="learning-draft"),
    path("proposals/<slug:kind>/<slug:key>/later/", deciding.later, name="learning-later"),
    path("proposals/<slug:kind>/<slug:key>/back/", deciding.back, name="learning-back"),
]
