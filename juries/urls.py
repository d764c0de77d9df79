"""The register of jurors."""

app_name = "juries"
urlpatterns = []
