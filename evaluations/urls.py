"""Marking, deliberation and what is printed of them."""

from django.urls import path

from evaluations.views import (
    archives,
    ccps,
    deliberation,
    deliberations,
    documents,
    dossiers,
    figures,
    marking,
    my_day,
    paper,
    print_counts,
    print_room,
    rescue,
    role_play,
    sealing,
    self_test,
    shell,
    tablet,
    tower,
    tower_acts,
    tower_delay,
    tower_jurors,
    tower_moves,
    tower_tablet,
    verifying,
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
    path("tablette/etat/", tablet.tell_state, name="tell_state"),
    path("tablette/tester/", self_test.self_test, name="self_test"),
    path("tablette/tester/heure/", self_test.server_clock, name="server_clock"),
    path("tablette/tester/resultat/", self_test.self_test_result, name="self_test_result"),
    path("tablette/dossier/<int:pk>/", dossiers.dossier, name="dossier"),
    path("tablette/jury/<int:pk>/", tablet.shared, name="shared"),
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
    path(f"{CANDIDATE}papier/", paper.key_paper, name="paper"),
    path(f"{CANDIDATE}rectifier/", deliberations.amend, name="amend"),
    path("sessions/<int:pk>/deliberations/", deliberations.show, name="deliberations"),
]
document_urls = [
    path("sessions/<int:pk>/impression/", documents.documents, name="documents"),
    path("sessions/<int:pk>/impression/<slug:kind>/", documents.document, name="document"),
    path("sessions/<int:pk>/tirages/", print_room.print_room, name="print_room"),
    path("sessions/<int:pk>/tirages/compte/", print_counts.print_count, name="print_count"),
    path("tirages/<int:pk>/arreter/", print_room.print_stop, name="print_stop"),
    path("tirages/<int:pk>/reprendre/", print_room.print_again, name="print_again"),
    path("tirages/<int:pk>/fichier/", print_room.print_file, name="print_file"),
    path("sessions/<int:pk>/archive/", archives.archive, name="archive"),
    path("sessions/<int:pk>/archive/journal/", archives.archive_journal, name="archive_journal"),
    path("administration/archives/", archives.archives, name="archives"),
    path("administration/archives/<int:pk>/", archives.archive_confirm, name="archive_confirm"),
    path("chiffres/", figures.figures_over, name="figures_over"),
    path("chiffres/<slug:format_name>/", figures.figures_over_file, name="figures_over_file"),
    path("sessions/<int:pk>/chiffres/", figures.figures, name="figures"),
    path("sessions/<int:pk>/chiffres/<slug:format_name>/", figures.figures_file, name="figures_file"),
    path("sessions/<int:pk>/resultats/<slug:format_name>/", documents.results_file, name="results_file"),
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
    path(f"{DAY}jurys/<int:panel>/jure/", tower_jurors.change_juror, name="tower_juror"),
    path(f"{DAY}tablettes/<int:tablet>/", tower_tablet.give_up_tablet, name="tower_tablet"),
    path(f"{DAY}actes/<int:act>/annuler/", tower_acts.take_back, name="tower_undo"),
]
ccp_urls = [
    path("ccp/", ccps.ccp_register, name="ccp_register"),
    path("ccp/registre.<slug:format_name>", ccps.ccp_export, name="ccp_export"),
    path("ccp/personnes/<int:pk>/", ccps.ccp_person, name="ccp_person"),
    path("ccp/ailleurs/<int:pk>/retirer/", ccps.ccp_remove, name="ccp_remove"),
    path("centres/<int:centre>/ccp/", ccps.ccp_rules, name="ccp_rules"),
    path("sessions/<int:pk>/candidats/inviter/", ccps.ccp_invitations, name="ccp_invitations"),
]
verifying_urls = [
    path("verifier/", verifying.verify, name="verify"),
    path("verifier/<str:digest>/", verifying.verify_digest, name="verify_digest"),
]
urlpatterns = [*ccp_urls, *verifying_urls, *marking_urls, *deliberation_urls, *document_urls, *tower_urls]
