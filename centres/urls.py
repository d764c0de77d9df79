"""Logging in and out."""

from django.contrib.auth import views as auth_views
from django.urls import path

from centres.views import log_in

app_name = "centres"
urlpatterns = [
    path("connexion/", log_in, name="log_in"),
    path("deconnexion/", auth_views.LogoutView.as_view(), name="log_out"),
]
