"""The roof: the only file that knows every app."""

from django.urls import include, path

from evaluations.views.home import home

urlpatterns = [
    path("", home, name="home"),
    path("", include("centres.urls")),
    path("", include("titles.urls")),
    path("", include("juries.urls")),
    path("", include("sessions.urls")),
    path("", include("evaluations.urls")),
]
