"""Activities of one opportunity, and the page before and after a call."""

from __future__ import annotations

from django.urls import path

from fieldcraft.web.calls import acts, plans, views

ONE = "opportunities/<int:opportunity_id>/"
ACTIVITY = ONE + "activities/<int:activity_id>/"

urlpatterns = [
    path(ONE + "activities/", views.activity_log, name="activity-log"),
    path(ONE + "activities/planned/", views.activity_plan, name="activity-plan"),
    path(ACTIVITY + "outcome/", views.activity_outcome, name="activity-outcome"),
    path(ACTIVITY + "day/", views.activity_day, name="activity-day"),
    path(ACTIVITY + "undo/", views.activity_undo, name="activity-undo"),
    path(ACTIVITY + "call-plan/", plans.activity_call_plan, name="activity-call-plan"),
    path(ONE + "call-plan/", plans.opportunity_call_plan, name="call-plan"),
    path(ONE + "steps/<str:key>/act/", acts.step_act, name="step-act"),
]
