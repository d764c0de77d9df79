"""Sessions, grouped by noun; each file of `sessions/views/` brings its list."""

app_name = "sessions"
urlpatterns = []
