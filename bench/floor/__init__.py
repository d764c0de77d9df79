"""The floor finds people and sessions again with Django's own code: a reference does not get faster with us."""

BACKEND = "django.contrib.auth.backends.ModelBackend"
SESSIONS = "django.contrib.sessions.backends.db"
