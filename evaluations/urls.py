"""Marking, deliberation and what is printed of them."""

from django.urls import path

from evaluations.views import (
    deliberation,
    deliberations,
    documents,
    marking,
    my_day,
    rescue,
    role_play,
    sealing,
    shell,
    tablet,
    tower,
    tower_acts,
    tower_delay,
    tower_moves,
)

app_name = "evaluations"

GRID = "candidats/<int:pk>/grilles/<slug:phase>/"
CANDIDATE = "candidats/<int:pk>/"
DAY = "sessions/<int:pk>/jour-j/"

marking_urls = [
    path("ma-journee/", my_day.my_day, name="my_day"),
    path("administration/copies-de-secours/", rescue.rescue, name="rescue"),
    path("service-worker.js", shell.worker, name="worker"),
    path("tablette/hors-ligne/", shell.shell, name="shell"),
    path("tablette/synchroniser/", tablet.synchronise, name="synchronise"),
    path("tablette/jeton/", tablet.token, name="token"),
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
tower_urls = [
    path(DAY, tower.tower, name="tower"),
    path(f"{DAY}grand-ecran/", tower.wall, name="tower_wall"),
    path(f"{DAY}candidats/<int:candidate>/pointer/", tower_acts.arrive, name="tower_arrive"),
    path(f"{DAY}candidats/<int:candidate>/etape/", tower_acts.advance, name="tower_advance"),
    path(f"{DAY}candidats/<int:candidate>/retard/", tower_delay.announce_delay, name="tower_delay"),
    path(f"{DAY}candidats/<int:candidate>/<slug:kind>/", tower_acts.presence, name="tower_presence"),
    path(f"{DAY}jurys/<int:panel>/signaler/", tower_moves.report, name="tower_report"),
    path(f"{DAY}jurys/<int:panel>/decaler/", tower_moves.shift, name="tower_shift"),
    path(f"{DAY}jurys/<int:panel>/salle/", tower_moves.change_room, name="tower_room"),
    path(f"{DAY}jurys/<int:panel>/jure/", tower_moves.replace_juror, name="tower_juror"),
    path(f"{DAY}actes/<int:act>/annuler/", tower_acts.take_back, name="tower_undo"),
]
urlpatterns = [*marking_urls, *deliberation_urls, *document_urls, *tower_urls]
