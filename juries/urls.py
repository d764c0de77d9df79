"""The register of jurors."""

from django.urls import path

from juries import views

app_name = "juries"
urlpatterns = [
    path("jures/", views.juror_list, name="list"),
    path("jures/ajouter/", views.juror_add, name="add"),
    path("jures/<int:pk>/", views.juror_detail, name="detail"),
    path("jures/<int:pk>/modifier/", views.juror_edit, name="edit"),
    path("jures/<int:pk>/compte/", views.juror_account, name="account"),
    path("jures/<int:pk>/code/", views.juror_code, name="code"),
]
