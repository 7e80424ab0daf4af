"""What came in, and where it comes in."""

from __future__ import annotations

from django.urls import path

from fieldcraft.web.intake import answers, doorway, views

ONE = "incoming/<int:incoming_id>/"
OFFER = ONE + "offers/<int:offer_id>/"
MINE = "me/intake/"

urlpatterns = [
    path("incoming/", views.incoming_list, name="incoming"),
    path("incoming/paste/", views.paste, name="incoming-paste"),
    path("opportunities/<int:opportunity_id>/paste/", views.paste_here, name="opportunity-paste"),
    path(ONE, views.incoming_item, name="incoming-item"),
    path(ONE + "place/", answers.place, name="incoming-place"),
    path(ONE + "undo/", answers.undo, name="incoming-undo"),
    path(ONE + "leave-out/", answers.leave_out, name="incoming-leave-out"),
    path(ONE + "forget/", answers.forget, name="incoming-forget"),
    path(ONE + "files/<int:file_id>/", views.incoming_file, name="incoming-file"),
    path(OFFER + "acceptance/", answers.offer_acceptance, name="offer-acceptance"),
    path(OFFER + "refusal/", answers.offer_refusal, name="offer-refusal"),
    path(OFFER + "undo/", answers.offer_undo, name="offer-undo"),
    path(MINE + "address/", doorway.address, name="intake-address"),
    path(MINE + "address/remove/", doorway.address_remove, name="intake-address-remove"),
    path(MINE + "senders/", doorway.senders, name="intake-senders"),
    path(MINE + "calendars/", doorway.calendars, name="intake-calendars"),
    path(MINE + "calendars/<int:feed_id>/read/", doorway.calendar_read, name="intake-calendar-read"),
    path(MINE + "calendars/<int:feed_id>/remove/", doorway.calendar_remove, name="intake-calendar-remove"),
]
