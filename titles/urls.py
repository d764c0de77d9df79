"""The référentiel, to consult, and its aids."""

from django.urls import path

from titles import views

app_name = "titles"
urlpatterns = [
    path("referentiel/", views.title_list, name="list"),
    path("referentiel/<int:pk>/", views.detail, name="detail"),
    path("referentiel/<int:pk>/guide/modifier/", views.edit_aids, name="edit_aids"),
    path("referentiel/<int:pk>/criteres/<str:code>/modifier/", views.edit_aids, name="edit_aids"),
]
