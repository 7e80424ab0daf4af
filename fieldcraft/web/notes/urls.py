"""Notes, files and the look at one opportunity."""

from __future__ import annotations

from django.urls import path

from fieldcraft.web.notes import views

ONE = "opportunities/<int:opportunity_id>/"
NOTE = ONE + "notes/<uuid:key>/"
FILES = ONE + "notes/files/"
FILE = FILES + "<int:file_id>/"

urlpatterns = [
    path(ONE + "visit/", views.visit, name="visit"),
    path(ONE + "notes/", views.notes, name="notes"),
    path(NOTE, views.note, name="note"),
    path(NOTE + "removal/", views.note_removal, name="note-removal"),
    path(NOTE + "return/", views.note_return, name="note-return"),
    path(FILES, views.files, name="files"),
    path(FILE, views.file, name="file"),
    path(FILE + "removal/", views.file_removal, name="file-removal"),
    path(FILE + "return/", views.file_return, name="file-return"),
]
