"""Installed versions. Everybody reads what is different; who may shape the method installs and puts in use."""

from __future__ import annotations

from django.urls import path

from fieldcraft.web.playbook.versions import views

urlpatterns = [
    path("", views.versions, name="versions"),
    path("upload/", views.upload, name="version-upload"),
    path("shipped/<slug:key>/", views.shipped, name="version-shipped"),
    path("publishers/", views.trust, name="publisher-trust"),
    path("publishers/<int:publisher_id>/remove/", views.distrust, name="publisher-distrust"),
    path("<int:version_id>/", views.version, name="version"),
    path("<int:version_id>/use/", views.use, name="version-use"),
    path("<int:version_id>/package.zip", views.package, name="version-package"),
]
