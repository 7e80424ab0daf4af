"""How the people below one work the process."""

from __future__ import annotations

from django.urls import path

from fieldcraft.web.team import views

urlpatterns = [
    path("team/", views.team, name="team"),
    path("team/<int:member_id>/", views.team_member, name="team-member"),
]
