"""Cut a playbook to how the company sells."""

from __future__ import annotations

from django.urls import path

from fieldcraft.web.rightsize import views

urlpatterns = [
    path("", views.right_size, name="right-size"),
    path("draft/", views.open_draft, name="right-size-draft"),
    path("overlay.zip", views.overlay, name="right-size-overlay"),
]
