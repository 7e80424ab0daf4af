"""Moves and trials, for those who look after the method."""

from __future__ import annotations

from django.urls import path

from fieldcraft.web.playbook.moving import trials, views

urlpatterns = [
    path("moves/", views.moves, name="moves"),
    path("moves/new/", views.new_move, name="move-new"),
    path("moves/<int:move_id>/", views.move, name="move"),
    path("moves/<int:move_id>/start/", views.move_start, name="move-start"),
    path("moves/<int:move_id>/roll-back/", views.move_roll_back, name="move-roll-back"),
    path("trials/", trials.trials, name="trials"),
    path("trials/start/", trials.trial_start, name="trial-start"),
    path("trials/<int:trial_id>/end/", trials.trial_end, name="trial-end"),
]
