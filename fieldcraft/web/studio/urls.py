"""Drafts of the method: list, editor, review."""

from __future__ import annotations

from django.urls import path

from fieldcraft.web.studio import reviewing, saving, views

urlpatterns = [
    path("", views.listing, name="studio"),
    path("start/", views.start, name="studio-start"),
    path("<int:draft_id>/", views.editor, name="studio-draft"),
    path("<int:draft_id>/preview/", views.preview, name="studio-preview"),
    path("<int:draft_id>/text/", saving.text, name="studio-text"),
    path("<int:draft_id>/form/", saving.form, name="studio-form"),
    path("<int:draft_id>/parts/", saving.part, name="studio-part"),
    path("<int:draft_id>/undo/", saving.turn, name="studio-undo"),
    path("<int:draft_id>/comments/", saving.comment, name="studio-comment"),
    path("<int:draft_id>/comments/<int:comment_id>/", saving.settle, name="studio-settle"),
    path("<int:draft_id>/review/", reviewing.review, name="studio-review"),
    path("<int:draft_id>/co-authors/", reviewing.co_author, name="studio-co-author"),
    path("<int:draft_id>/state/", reviewing.state, name="studio-state"),
    path("<int:draft_id>/answer/", reviewing.answer, name="studio-answer"),
]
