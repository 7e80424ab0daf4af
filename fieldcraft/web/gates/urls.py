"""Moving an opportunity, closing it, what was moved without facts, and questions to a colleague."""

from __future__ import annotations

from django.urls import path

from fieldcraft.web.gates import asking, views

ONE = "opportunities/<int:opportunity_id>/"

urlpatterns = [
    path(ONE + "stage/", views.stage, name="stage"),
    path(ONE + "end/", views.end, name="opportunity-end"),
    path(ONE + "reopening/", views.reopening, name="opportunity-reopening"),
    path(ONE + "moves/<int:move_id>/undo/", views.undo, name="stage-undo"),
    path("stage-moves/", views.counted, name="stage-moves"),
    path(ONE + "evidence/<int:evidence_id>/ask/", asking.ask, name="ask-colleague"),
    path(ONE + "asks/<int:ask_id>/end/", asking.end, name="ask-end"),
    path("asked/<int:ask_id>/", asking.asked, name="asked"),
    path("asked/<int:ask_id>/file/", asking.file, name="asked-file"),
]
