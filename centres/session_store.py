"""Where it is kept who is logged in: read at every request, a tick's too."""

from typing import Any, Final

from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

from ntc_cert.written import WrittenSql

KEPT: Final = WrittenSql("SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s")


class SessionStore(db.SessionStore):
    """Django's own, which finds a session again with a statement composed once."""

    def load(self) -> dict[str, Any]:
        rows = KEPT(self.session_key, connection.ops.adapt_datetimefield_value(timezone.now()))
        if not rows:
            self._session_key = None  # unknown, or over: nobody takes up its key
            return {}
        return self.decode(rows[0][0])
