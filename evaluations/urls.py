"""Marking, deliberation and what is printed of them."""

from django.urls import path

from evaluations.views import deliberation, deliberations, documents, marking, my_day, role_play, sealing

app_name = "evaluations"

GRID = "candidats/<int:pk>/grilles/<slug:phase>/"
CANDIDATE = "candidats/<int:pk>/"

marking_urls = [
    path("ma-journee/", my_day.my_day, name="my_day"),
    path(GRID, marking.grid, name="grid"),
    path(f"{GRID}rendre/", marking.submit, name="submit"),
    path(f"{GRID}<str:cell>/repondre/", marking.rate, name="rate"),
    path(f"{GRID}<str:cell>/note/", marking.write_note, name="note"),
    path(f"{CANDIDATE}client/", role_play.play_client, name="play_client"),
    path(f"{CANDIDATE}changements/<int:rank>/", role_play.write_change, name="write_change"),
    path(f"{CANDIDATE}changements/<int:rank>/annoncer/", role_play.announce_change, name="announce_change"),
    path(f"{CANDIDATE}proposition/", role_play.check_proposal, name="check_proposal"),
]
deliberation_urls = [
    path(f"{CANDIDATE}deliberation/", deliberation.show, name="deliberation"),
    path(f"{CANDIDATE}deliberation/presence/", deliberation.record_presence, name="record_presence"),
    path(f"{CANDIDATE}deliberation/motif/<int:number>/", deliberation.write_motive, name="write_motive"),
    path(f"{CANDIDATE}deliberation/<str:cell>/repondre/", deliberation.answer, name="answer"),
    path(f"{CANDIDATE}decision/", sealing.show, name="decision"),
    path(f"{CANDIDATE}decision/decider/", sealing.decide, name="decide"),
    path(f"{CANDIDATE}decision/signer/", sealing.sign, name="sign"),
    path(f"{CANDIDATE}decision/retirer/", sealing.withdraw, name="withdraw"),
    path(f"{CANDIDATE}rectifier/", deliberations.amend, name="amend"),
    path("sessions/<int:pk>/deliberations/", deliberations.show, name="deliberations"),
]
document_urls = [
    path("sessions/<int:pk>/impression/", documents.documents, name="documents"),
    path("sessions/<int:pk>/impression/<slug:kind>/", documents.document, name="document"),
    path(f"{CANDIDATE}impression/<slug:kind>/", documents.candidate_document, name="candidate_document"),
]
urlpatterns = [*marking_urls, *deliberation_urls, *document_urls]
