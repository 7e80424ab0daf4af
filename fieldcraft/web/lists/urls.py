"""Pages around the list of opportunities, quick capture, and the fields of one."""

from __future__ import annotations

from django.urls import path

from fieldcraft.web.lists import capturing, editing, exporting, many, narrowing, saved

LIST = "opportunities/"
VIEW = LIST + "views/<int:view_id>/"
BULK = LIST + "changes/<int:bulk_id>/"

urlpatterns = [
    path("capture/", capturing.capture, name="capture"),
    path("capture/accounts/", capturing.accounts, name="capture-accounts"),
    path(LIST + "filters/", narrowing.filters, name="list-filters"),
    path(LIST + "columns/", narrowing.columns, name="list-columns"),
    path(LIST + "views/", saved.views, name="list-views"),
    path(VIEW, saved.view_change, name="list-view-change"),
    path(VIEW + "delete/", saved.view_delete, name="list-view-delete"),
    path(VIEW + "restore/", saved.view_restore, name="list-view-restore"),
    path(LIST + "change/", many.change, name="list-change"),
    path(LIST + "changes/", many.changes, name="list-changes"),
    path(BULK + "undo/", many.change_undo, name="list-change-undo"),
    path(BULK + "go-on/", many.change_go_on, name="list-change-go-on"),
    path(LIST + "export/", exporting.export, name="list-export"),
    path(LIST + "<int:opportunity_id>/edit/", editing.edit, name="opportunity-edit"),
]
