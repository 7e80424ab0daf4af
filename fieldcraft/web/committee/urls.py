"""The buying committee of one opportunity."""

from __future__ import annotations

from django.urls import path

from fieldcraft.web.committee import views

PEOPLE = "opportunities/<int:opportunity_id>/people/"
PERSON = PEOPLE + "<int:part_id>/"

urlpatterns = [
    path(PEOPLE, views.committee, name="committee"),
    path(PEOPLE + "add/", views.committee_add, name="committee-add"),
    path(PERSON, views.committee_person, name="committee-person"),
    path(PERSON + "removal/", views.committee_removal, name="committee-removal"),
    path(PEOPLE + "changes/<int:change_id>/undo/", views.committee_undo, name="committee-undo"),
]
