"""People, teams and reporting lines; for members who administer."""

from __future__ import annotations

from django.urls import path

from fieldcraft.web.people import views

urlpatterns = [
    path("", views.people, name="people"),
    path("add/", views.add, name="people-add"),
    path("teams/", views.teams, name="people-teams"),
    path("teams/<int:team_id>/", views.rename, name="people-team"),
    path("<int:member_id>/", views.person, name="people-person"),
    path("<int:member_id>/move/", views.move, name="people-move"),
    path("<int:member_id>/invite/", views.invite, name="people-invite"),
    path("<int:member_id>/active/", views.set_active, name="people-active"),
]
