"""Marking, deliberation and what is printed of them."""

app_name = "evaluations"
urlpatterns = []
