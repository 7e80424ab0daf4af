"""All doors. Inside `o/<organisation>/` the middleware has chosen the schema."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
