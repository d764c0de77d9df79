"""Commands: the centre's own aids beside the law, editable even once a session uses the version."""

import hashlib
import json
from collections.abc import Sequence

from django.db import transaction

from centres.journal import record
from centres.models import User
from titles.models import ProfessionalTitle


@transaction.atomic
def change_observation_fields(
    title: ProfessionalTitle, *, criterion: str, lines: Sequence[str], by: User
) -> ProfessionalTitle:
    """Replace the observation fields of one criterion (RCC05, RCT08: the référentiel names them and gives none)."""
    title = _locked(title)
    code = title.referentiel.criterion(criterion).code
    before = title.observation_fields_of(code)
    if before != list(lines):
        title.observation_fields = {**title.observation_fields, code: list(lines)}
        if not lines:
            del title.observation_fields[code]
        title.save(update_fields=["observation_fields"])
        _journal(by, "title.observation_fields_changed", title, before, lines, criterion=code)
    return title


@transaction.atomic
def change_interview_guide(title: ProfessionalTitle, *, lines: Sequence[str], by: User) -> ProfessionalTitle:
    """Replace the guide of the technical interview (RCT08, RCC06)."""
    title = _locked(title)
    before = title.interview_guide
    if before != list(lines):
        title.interview_guide = list(lines)
        title.save(update_fields=["interview_guide"])
        _journal(by, "title.interview_guide_changed", title, before, lines)
    return title


def _locked(title: ProfessionalTitle) -> ProfessionalTitle:
    return ProfessionalTitle.objects.select_for_update().get(pk=title.pk)


def _journal(
    by: User, action: str, title: ProfessionalTitle, before: Sequence[str], after: Sequence[str], **about: str
) -> None:
    record(by, action, title, before=about | _trace(before), after=about | _trace(after))


def _trace(lines: Sequence[str]) -> dict[str, str | int]:
    """The journal keeps no free text: how many lines, and enough to recognise them."""
    text = json.dumps(list(lines), ensure_ascii=False)
    return {"lines": len(lines), "sha256": hashlib.sha256(text.encode()).hexdigest()}
