"""The address people type, for what is printed and must lead back here."""

from django.conf import settings
from django.http import HttpRequest


def site_address(request: HttpRequest | None = None) -> str:
    """Without a final slash: `SITE_URL`, else the host this request came to, else the first name the site answers to.

    Empty when nothing tells: ALLOWED_HOSTS may hold nothing but patterns.
    """
    if settings.SITE_URL:
        return settings.SITE_URL
    if request is not None:
        return request.build_absolute_uri("/").rstrip("/")
    host = next((host for host in settings.ALLOWED_HOSTS if "*" not in host and not host.startswith(".")), "")
    if not host:
        return ""
    port = f":{settings.RUN_PORT}" if settings.DEBUG else ""
    return f"{'https' if settings.HTTPS else 'http'}://{host}{port}"
