"""Sessions, grouped by noun; each file of `sessions/views/` brings its list."""

from django.urls import path

from sessions.views import (
    badge_log_in,
    badges,
    board,
    calendars,
    candidate,
    candidates,
    candidates_import,
    dossier,
    exam_sessions,
    incidents,
    juror,
    mailing,
    messages,
    panels,
    passages,
    planner,
    plans,
    readiness,
    rooms,
    timetable,
    today,
)

candidate_urls = [
    path("candidats/", candidates.people, name="people"),
    path("candidats/<int:pk>/modifier/", candidate.candidate_edit, name="candidate_edit"),
    path("candidats/<int:pk>/retirer/", candidate.candidate_withdraw, name="candidate_withdraw"),
    path("candidats/<int:pk>/dossier/<slug:kind>/", dossier.dossier_document, name="dossier_document"),
    path("candidats/<int:pk>/dossier/<slug:kind>/deposer/", dossier.dossier_put, name="dossier_put"),
    path("candidats/<int:pk>/dossier/<slug:kind>/retirer/", dossier.dossier_remove, name="dossier_remove"),
    path("sessions/<int:pk>/candidats/", candidates.candidates, name="candidates"),
    path("sessions/<int:pk>/candidats/ajouter/", candidate.candidate_add, name="candidate_add"),
    path("sessions/<int:pk>/candidats/importer/", candidates_import.candidates_import, name="candidates_import"),
    path(
        "sessions/<int:pk>/candidats/importer/<int:file>/",
        candidates_import.candidates_import_confirm,
        name="candidates_import_confirm",
    ),
    path(
        "sessions/<int:pk>/candidats/importer/<int:file>/refuses/",
        candidates_import.candidates_refused,
        name="candidates_refused",
    ),
    path(
        "sessions/<int:pk>/candidats/modele/<str:kind>/",
        candidates_import.candidates_template,
        name="candidates_template",
    ),
]

session_urls = [
    path("aujourdhui/", today.today, name="today"),
    path("sessions/", exam_sessions.session_list, name="list"),
    path("sessions/ajouter/", exam_sessions.session_add, name="add"),
    path("sessions/<int:pk>/", exam_sessions.overview, name="overview"),
    path("sessions/<int:pk>/modifier/", exam_sessions.session_edit, name="edit"),
    path("sessions/<int:pk>/incidents/ajouter/", incidents.incident_add, name="incident_add"),
    path("sessions/<int:pk>/echeances/<slug:subject>/", readiness.readiness_tell, name="readiness_tell"),
    path("centres/<int:centre>/echeances/", readiness.deadlines, name="deadlines"),
]

room_urls = [
    path("sessions/<int:pk>/salles/", rooms.rooms, name="rooms"),
    path("sessions/<int:pk>/salles/ajouter/", rooms.room_add, name="room_add"),
    path("sessions/<int:pk>/salles/<int:room>/modifier/", rooms.room_edit, name="room_edit"),
    path("sessions/<int:pk>/salles/<int:room>/retirer/", rooms.room_remove, name="room_remove"),
    path("centres/<int:centre>/salles/", rooms.rooms, name="centre_rooms"),
    path("centres/<int:centre>/salles/ajouter/", rooms.room_add, name="centre_room_add"),
    path("centres/<int:centre>/salles/<int:room>/modifier/", rooms.room_edit, name="centre_room_edit"),
    path("centres/<int:centre>/salles/<int:room>/retirer/", rooms.room_remove, name="centre_room_remove"),
]

panel_urls = [
    path("jures/<int:pk>/jurys/", juror.juror_panels, name="juror_panels"),
    path("sessions/<int:pk>/jurys/", panels.panels, name="panels"),
    path("sessions/<int:pk>/jurys/ajouter/", panels.panel_add, name="panel_add"),
    path("sessions/<int:pk>/jurys/<int:panel>/modifier/", panels.panel_edit, name="panel_edit"),
    path("sessions/<int:pk>/jurys/<int:panel>/retirer/", panels.panel_remove, name="panel_remove"),
]

badge_urls = [
    path("badge/", badge_log_in.badge_log_in, name="badge_log_in"),
    path("sessions/<int:pk>/badges/", badges.badges, name="badges"),
    path("sessions/<int:pk>/badges/preparer/", badges.badges_prepare, name="badges_prepare"),
    path("sessions/<int:pk>/badges/<int:badge>/code/", badges.badge_code, name="badge_code"),
    path("sessions/<int:pk>/badges/<int:badge>/refaire/", badges.badge_redo, name="badge_redo"),
    path("sessions/<int:pk>/badges/<int:badge>/debloquer/", badges.badge_unlock, name="badge_unlock"),
]

timetable_urls = [
    path("sessions/<int:pk>/planning/", timetable.timetable, name="timetable"),
    path("sessions/<int:pk>/planning/gestes/", board.board_act, name="board_act"),
    path("sessions/<int:pk>/planning/<int:candidate>/places/", board.board_reach, name="board_reach"),
    path("sessions/<int:pk>/planning/<int:candidate>/placer/", passages.passage_place, name="passage_place"),
    path("sessions/<int:pk>/planning/<int:candidate>/echanger/", passages.passage_swap, name="passage_swap"),
    path("sessions/<int:pk>/planning/<int:candidate>/verrouiller/", passages.passage_lock, name="passage_lock"),
    path("sessions/<int:pk>/planning/<int:candidate>/retirer/", passages.passage_remove, name="passage_remove"),
    path("sessions/<int:pk>/planning/publier/", plans.publish, name="publish"),
    path("sessions/<int:pk>/planning/portes/", plans.door_plans, name="door_plans"),
    path("sessions/<int:pk>/planning/candidats/", plans.candidate_plans, name="candidate_plans"),
    path("sessions/<int:pk>/versions/<int:number>/", plans.version, name="version"),
]

planner_urls = [
    path("sessions/<int:pk>/planning/calculer/", planner.planner, name="planner"),
    path("sessions/<int:pk>/planning/calculer/annuler/", planner.planner_undo, name="planner_undo"),
]

message_urls = [
    path("sessions/<int:pk>/messages/", messages.messages, name="messages"),
    path("sessions/<int:pk>/messages/<int:message>/", messages.message_edit, name="message_edit"),
    path("sessions/<int:pk>/messages/<int:message>/retirer/", messages.message_remove, name="message_remove"),
    path("sessions/<int:pk>/messages/<int:message>/parti/", messages.message_known, name="message_known"),
    path("sessions/<int:pk>/messages/<int:message>/revenu/", messages.message_returned, name="message_returned"),
    path(
        "sessions/<int:pk>/messages/<int:message>/<slug:kind>/", mailing.message_attachment, name="message_attachment"
    ),
    path("sessions/<int:pk>/messages/envoyer/", mailing.messages_send, name="messages_send"),
    path("sessions/<int:pk>/messages/envoi/", mailing.mailing, name="mailing"),
    path("sessions/<int:pk>/messages/envoi/arreter/", mailing.mailing_stop, name="mailing_stop"),
    path("sessions/<int:pk>/messages/envoi/reprendre/", mailing.mailing_again, name="mailing_again"),
]

calendar_urls = [
    path("calendrier/<str:token>.ics", calendars.calendar, name="calendar"),
    path("mon-calendrier/", calendars.own_calendar, name="own_calendar"),
    path("jures/<int:pk>/calendrier/", calendars.juror_calendar, name="juror_calendar"),
]

app_name = "sessions"
urlpatterns = [
    *candidate_urls,
    *session_urls,
    *room_urls,
    *panel_urls,
    *badge_urls,
    *timetable_urls,
    *planner_urls,
    *message_urls,
    *calendar_urls,
]
