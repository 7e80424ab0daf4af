"""Today, and the answers to steps wherever they are shown."""

from __future__ import annotations

from django.urls import path

from fieldcraft.web.today import views

STEP = "opportunities/<int:opportunity_id>/steps/<str:key>/"

urlpatterns = [
    path("today/", views.today, name="today"),
    path(STEP + "completion/", views.step_completion, name="step-completion"),
    path(STEP + "snooze/", views.step_snooze, name="step-snooze"),
    path(STEP + "dismissal/", views.step_dismissal, name="step-dismissal"),
    path(STEP + "undo/", views.step_answer_undo, name="step-answer-undo"),
]
