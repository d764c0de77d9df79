"""Sessions, grouped by noun; each file of `sessions/views/` brings its list."""

from django.urls import path

from sessions.views import candidate, candidates, candidates_import

candidate_urls = [
    path("candidats/", candidates.people, name="people"),
    path("candidats/<int:pk>/modifier/", candidate.candidate_edit, name="candidate_edit"),
    path("candidats/<int:pk>/retirer/", candidate.candidate_withdraw, name="candidate_withdraw"),
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

app_name = "sessions"
urlpatterns = [*candidate_urls]
