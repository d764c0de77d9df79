"""Which plan a sheet shows: the last version published, or a draft that has moved since."""

import hashlib
import json
from dataclasses import dataclass
from textwrap import wrap

from sessions.models import ExamSession
from sessions.plans import Plan
from sessions.publication import changed_since


@dataclass(frozen=True, slots=True)
class Edition:
    version: int | None
    digits: str

    @property
    def word(self) -> str:
        return f"version {self.version}" if self.version else "brouillon"

    @property
    def is_draft(self) -> bool:
        return self.version is None


def edition_of(exam_session: ExamSession, plan: Plan) -> Edition:
    last = exam_session.versions.order_by("-number").first()
    return Edition(last.number if last and not changed_since(last) else None, digits_of(plan))


def digits_of(plan: Plan) -> str:
    canonical = json.dumps(plan["passages"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return " ".join(wrap(hashlib.sha256(canonical.encode()).hexdigest()[:12], 4))
