"""Two documents to try the référentiel on: the real one, and one of three CCPs that shares nothing with it."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings

NTC = Path(settings.BASE_DIR / "titles/data/tp_00338_v2.json")
INVENTED = Path(__file__).with_name("invented.json")


def ntc() -> dict[str, Any]:
    """A fresh copy, to spoil at will."""
    return json.loads(NTC.read_text(encoding="utf-8"))


def invented() -> dict[str, Any]:
    return json.loads(INVENTED.read_text(encoding="utf-8"))
