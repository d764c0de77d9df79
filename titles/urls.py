"""The référentiel, to consult."""

app_name = "titles"
urlpatterns = []
