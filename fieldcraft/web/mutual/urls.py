"""The mutual action plan of one opportunity."""

from __future__ import annotations

from django.urls import path

from fieldcraft.web.mutual import links, views

PLAN = "opportunities/<int:opportunity_id>/plan/"
STEP = PLAN + "steps/<int:step_id>/"
LINK = PLAN + "links/<int:link_id>/"

urlpatterns = [
    path(PLAN, views.mutual_plan, name="mutual-plan"),
    path(PLAN + "start/", views.plan_start, name="plan-start"),
    path(PLAN + "goal/", views.plan_goal, name="plan-goal"),
    path(PLAN + "dates/", views.plan_dates, name="plan-dates"),
    path(PLAN + "steps/", views.plan_step_add, name="plan-step-add"),
    path(STEP, views.plan_step, name="plan-step"),
    path(STEP + "place/", views.plan_step_place, name="plan-step-place"),
    path(STEP + "done/", views.plan_step_done, name="plan-step-done"),
    path(STEP + "removal/", views.plan_step_removal, name="plan-step-removal"),
    path(PLAN + "undo/<int:entry_id>/", views.plan_undo, name="plan-undo"),
    path(PLAN + "words/", views.plan_word, name="plan-word"),
    path(PLAN + "words/<int:word_id>/", views.plan_word_answer, name="plan-word-answer"),
    path(PLAN + "colleagues/<int:colleague_id>/", views.plan_colleague, name="plan-colleague"),
    path(PLAN + "links/", links.plan_link_make, name="plan-link-make"),
    path(LINK, links.plan_link, name="plan-link"),
    path(LINK + "end/", links.plan_link_end, name="plan-link-end"),
    path(PLAN + "preview/", views.plan_preview, name="plan-preview"),
    path(PLAN + "plan.ics", views.plan_calendar, name="plan-calendar"),
    path(PLAN + "plan.pdf", views.plan_paper, name="plan-paper"),
]
