"""One opportunity with its evidence, and many of them."""

from __future__ import annotations

from django.urls import path

from fieldcraft.web.opportunities import evidence, process, rivals, views

ONE = "opportunities/<int:opportunity_id>/"
CRITERION = ONE + "criteria/<slug:criterion>/"
EVIDENCE = ONE + "evidence/<int:evidence_id>/"

urlpatterns = [
    path("opportunities/", views.opportunities, name="opportunity-list"),
    path(ONE, views.opportunity, name="opportunity"),
    path(CRITERION + "evidence/", evidence.criterion_evidence, name="criterion-evidence"),
    path(CRITERION + "dispute/", evidence.criterion_dispute, name="criterion-dispute"),
    path(EVIDENCE + "verification/", evidence.evidence_verification, name="evidence-verification"),
    path(EVIDENCE + "withdrawal/", evidence.evidence_withdrawal, name="evidence-withdrawal"),
    path(ONE + "process/", process.process, name="process"),
    path(ONE + "rivals/", rivals.rival_naming, name="rival-naming"),
    path(ONE + "rivals/scores/", rivals.rival_score, name="rival-score"),
    path(ONE + "rivals/<int:rival_id>/removal/", rivals.rival_removal, name="rival-removal"),
    path(EVIDENCE + "file/", evidence.evidence_file, name="evidence-file"),
]
