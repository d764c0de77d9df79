"""Environment in, Django out. Every variable is listed in README.md."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from ntc_cert.mail_server import Unreadable, read_server

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / "data")

DEBUG = os.environ.get("DEBUG", "0") == "1"
SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured(
            "SECRET_KEY est vide et DEBUG vaut 0. Donnez à SECRET_KEY une longue valeur aléatoire, "
            "ou lancez « make run », qui en crée une."
        )
    SECRET_KEY = "insecure-key-for-a-trial-on-one-machine-" + "0" * 20


def _words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


ALLOWED_HOSTS = _words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if DEBUG else "")
CSRF_TRUSTED_ORIGINS = _words("CSRF_TRUSTED_ORIGINS")
SITE_URL = os.environ.get("SITE_URL", "").strip().rstrip("/")
RUN_PORT = os.environ.get("PORT") or "8000"  # of `make run`
if SITE_URL and not SITE_URL.startswith(("https://", "http://")):
    raise ImproperlyConfigured(
        f"SITE_URL vaut « {SITE_URL} ». Écrivez l’adresse entière, par exemple https://certification.example.org."
    )

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "crispy_forms",
    "crispy_bootstrap5",
    "centres",
    "titles",
    "juries",
    "sessions",
    "evaluations",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

CSRF_FAILURE_VIEW = "ntc_cert.http.refuse_forged"
ROOT_URLCONF = "ntc_cert.urls"
WSGI_APPLICATION = "ntc_cert.wsgi.application"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "centres.access.navigation",
            ],
            "builtins": ["ntc_cert.french", "ntc_cert.components"],
        },
    }
]


DATABASE_URL_CURE = "Écrivez sqlite:////chemin/absolu ou postgres://utilisateur:motdepasse@hôte:port/base."


def _database(url: str) -> dict[str, object]:
    """Read `sqlite:////absolute/path` or `postgres://user:password@host:port/name`."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as fault:
        raise ImproperlyConfigured(f"DATABASE_URL ne se lit pas. {DATABASE_URL_CURE}") from fault
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "ntc_cert.sqlite",
            "NAME": parts.path[1:] if parts.path.startswith("//") else parts.path.lstrip("/"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # Recursive triggers: else an INSERT OR REPLACE would take a frozen row away unseen.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON;",
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": port or "",
            # A new connection per request costs three quarters of the tick rate.
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
        }
    raise ImproperlyConfigured(f"DATABASE_URL commence par « {parts.scheme} ». {DATABASE_URL_CURE}")


if not os.environ.get("DATABASE_URL"):
    DATA_DIR.mkdir(parents=True, exist_ok=True)
DATABASES = {"default": _database(os.environ.get("DATABASE_URL") or f"sqlite:///{DATA_DIR / 'ntc_cert.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "centres.User"
AUTHENTICATION_BACKENDS = ["centres.backends.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "centres:log_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "centres:log_in"

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT") or BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "ntc_cert.static_files.BootstrapFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "ntc_cert.static_files.HashedStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # data: is for Bootstrap's select arrows
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
HTTPS = os.environ.get("HTTPS", "0" if DEBUG else "1") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^sante$"]  # a probe beside the server asks in plain HTTP
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "centres.session_store"
SESSION_COOKIE_AGE = 14 * 3600  # one examination day and its margin

LOG_IN_FREE_TRIES = int(os.environ.get("LOG_IN_FREE_TRIES", "5"))  # then a growing wait, per account name

try:
    MAIL_SERVER = read_server(os.environ.get("EMAIL_URL", ""), os.environ.get("EMAIL_FROM", ""), debug=DEBUG)
except Unreadable as fault:
    raise ImproperlyConfigured(str(fault)) from fault

# The certificate the centre signs its PDFs with; nothing is signed without it (`ntc_cert/pdf_certificate.py`).
PDF_CERTIFICATE = os.environ.get("PDF_CERTIFICATE", "").strip()
PDF_CERTIFICATE_PASSWORD = os.environ.get("PDF_CERTIFICATE_PASSWORD", "")
PDF_TIMESTAMP_URL = os.environ.get("PDF_TIMESTAMP_URL", "").strip()
if PDF_TIMESTAMP_URL and not PDF_TIMESTAMP_URL.startswith(("https://", "http://")):
    raise ImproperlyConfigured(
        f"PDF_TIMESTAMP_URL vaut « {PDF_TIMESTAMP_URL} ». Écrivez l’adresse entière, par exemple "
        "https://horodatage.example.org/tsa, ou laissez-la vide."
    )

# Under so many people a figure is hidden, and under so many if they are all alike (`evaluations/figures/hiding.py`).
FIGURES_SMALLEST_GROUP = int(os.environ.get("FIGURES_SMALLEST_GROUP", "5"))
FIGURES_SMALLEST_UNANIMOUS = int(os.environ.get("FIGURES_SMALLEST_UNANIMOUS", "7"))

# Delays and years of the regulation (`juries/eligibility.py` cites each source).
JURY_RULES = {
    "years_since_last_practice": int(os.environ.get("JURY_YEARS_SINCE_LAST_PRACTICE", "5")),
    "days_before_habilitation_ends": int(os.environ.get("JURY_DAYS_BEFORE_HABILITATION_ENDS", "90")),
}
