"""Imports; for members who administer."""

from __future__ import annotations

from django.urls import path

from fieldcraft.web.imports import views

urlpatterns = [
    path("", views.imports, name="import-list"),
    path("upload/", views.upload, name="import-upload"),
    path("<int:run_id>/columns/", views.mapping, name="import-mapping"),
    path("<int:run_id>/start/", views.start, name="import-start"),
    path("<int:run_id>/progress/", views.progress, name="import-progress"),
    path("<int:run_id>/stop/", views.cancel, name="import-cancel"),
    path("<int:run_id>/", views.result, name="import-result"),
    path("<int:run_id>/left-out.csv", views.faults, name="import-faults"),
]
