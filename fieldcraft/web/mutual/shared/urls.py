"""Addresses of a link, outside the member area: who holds it needs no login."""

from __future__ import annotations

from django.urls import path

from fieldcraft.web.mutual.shared import views

# Not `organisation`: that would ask for a member.
LINK = "shared/<slug:slug>/<str:token>/"

urlpatterns = [
    path(LINK, views.shared, name="shared"),
    path(LINK + "say/", views.shared_say, name="shared-say"),
    path(LINK + "code/", views.shared_code, name="shared-code"),
    path(LINK + "plan.ics", views.shared_calendar, name="shared-calendar"),
    path(LINK + "plan.pdf", views.shared_paper, name="shared-paper"),
]
