"""Logging in and out, the administration's pages, the health of the installation."""

from django.contrib.auth import views as auth_views
from django.urls import path

from centres.views import accessibility, accounts, centres, health, journal, log_in, own_code

centre_urls = [
    path("administration/centres/", centres.centre_list, name="list"),
    path("administration/centres/ajouter/", centres.centre_add, name="add"),
    path("administration/centres/<int:pk>/modifier/", centres.centre_edit, name="edit"),
]

account_urls = [
    path("administration/comptes/", accounts.account_list, name="accounts"),
    path("administration/comptes/ouvrir/", accounts.account_add, name="account_add"),
    path("administration/comptes/<int:pk>/code/", accounts.account_code, name="account_code"),
    path("administration/comptes/<int:pk>/fermer/", accounts.account_close, name="account_close"),
    path("administration/comptes/<int:pk>/rouvrir/", accounts.account_reopen, name="account_reopen"),
]

app_name = "centres"
urlpatterns = [
    path("connexion/", log_in.log_in, name="log_in"),
    path("deconnexion/", auth_views.LogoutView.as_view(), name="log_out"),
    path("mon-code/", own_code.own_code, name="own_code"),
    path("accessibilite/", accessibility.accessibility, name="accessibility"),
    path("sante", health.health, name="health"),
    path("administration/journal/", journal.journal, name="journal"),
    *centre_urls,
    *account_urls,
]
