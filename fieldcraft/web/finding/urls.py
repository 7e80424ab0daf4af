"""Finding."""

from __future__ import annotations

from django.urls import path

from fieldcraft.web.finding import views

urlpatterns = [path("find/", views.find_page, name="find")]
