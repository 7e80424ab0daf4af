"""A person's own number for one opportunity."""

from __future__ import annotations

from django.urls import path

from fieldcraft.web.chance import views

urlpatterns = [path("opportunities/<int:opportunity_id>/chance/", views.own_chance, name="own-chance")]
