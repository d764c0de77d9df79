"""The floor: the least a Django view can do to save one mark. Same database, same server, nothing of ours around it."""

from bench.floor import BACKEND, SESSIONS
from ntc_cert.settings import *  # noqa: F403

ROOT_URLCONF = "bench.floor.urls"
AUTHENTICATION_BACKENDS = [BACKEND]
SESSION_ENGINE = SESSIONS
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
