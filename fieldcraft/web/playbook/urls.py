"""The method, for everybody to read."""

from __future__ import annotations

from django.urls import include, path

from fieldcraft.web.playbook import adapt, care, views

urlpatterns = [
    path("", views.way, name="playbook"),
    path("care/", care.care, name="playbook-care"),
    path("studio/", include("fieldcraft.web.studio.urls")),
    path("stages/<slug:stage>/", views.way, name="playbook-stage"),
    path("any-time/", views.any_time, name="playbook-any-time"),
    path("qualification/", views.qualification, name="playbook-qualification"),
    path("warnings/", views.warnings, name="playbook-warnings"),
    path("behaviours/", views.behaviours, name="playbook-behaviours"),
    path("coaching/", views.coaching, name="playbook-coaching"),
    path("plans/", views.plans, name="playbook-plans"),
    path("knowledge/", views.knowledge, name="playbook-knowledge"),
    path("knowledge/<slug:item>/", views.knowledge_item, name="playbook-knowledge-item"),
    path("first-year/", views.first_year, name="playbook-first-year"),
    path("adapt/", adapt.overview, name="playbook-adapt"),
    path("adapt/<int:version_id>/base/", adapt.name_base, name="playbook-adapt-base"),
    path("adapt/<int:version_id>/to/<slug:digest>/", adapt.upgrade, name="playbook-adapt-upgrade"),
    path("versions/", include("fieldcraft.web.playbook.versions.urls")),
]
