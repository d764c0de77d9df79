"""Commands on the board: a centre's own deadlines; what somebody says is done before a session, or takes back."""

from collections.abc import Iterable, Mapping

from centres import journal
from centres.models import Centre, User
from ntc_cert.refusals import Refused, one_transaction
from sessions.models import Deadline, ExamSession, ReadinessTick
from sessions.readiness_rules import BY_HAND, BY_SUBJECT, Setting, Subject


class NotTold(Refused):
    """The application sees this one by itself."""


def set_deadlines(centre: Centre, asked: Mapping[Subject, Setting], *, by: User) -> int:
    """Write what differs from the rules as they come, forget the rest; how many have changed."""
    with one_transaction():
        Centre.objects.select_for_update(of=("self",)).get(pk=centre.pk)
        rows = {row.subject: row for row in centre.deadlines.all()}
        return sum(_set(centre, subject, setting, rows.get(subject), by=by) for subject, setting in asked.items())


def reset_deadline(centre: Centre, subject: Subject, *, by: User) -> None:
    """The rule as it comes."""
    set_deadlines(centre, {subject: default_of(subject)}, by=by)


def default_of(subject: Subject) -> Setting:
    rule = BY_SUBJECT[subject]
    return Setting(rule.days, rule.source, rule.is_active)


def tell(exam_session: ExamSession, subject: Subject, *, done: bool, by: User | None) -> None:
    """Said twice it keeps its first moment; taken back, it is not said."""
    if subject not in BY_HAND:
        raise NotTold(f"{BY_SUBJECT[subject].label} : l’application le voit d’elle-même. Ouvrez la page qui le règle.")
    with one_transaction(NotTold):
        ExamSession.objects.select_for_update(of=("self",)).get(pk=exam_session.pk)
        former = exam_session.readiness_ticks.filter(subject=subject).first()
        if done == bool(former):
            return
        if former:
            former.delete()
        else:
            exam_session.readiness_ticks.create(subject=subject, told_by=by)
        _record(exam_session, subject, "readiness.told" if done else "readiness.taken_back", by=by)


def tell_printed(exam_session: ExamSession, subjects: Iterable[Subject], *, by: User | None) -> None:
    """Printed again, it is as of now: the timetable may have changed in between."""
    with one_transaction(NotTold):
        for subject in subjects:
            exam_session.readiness_ticks.filter(subject=subject).delete()
            ReadinessTick.objects.create(exam_session=exam_session, subject=subject, told_by=by)
            _record(exam_session, subject, "readiness.told", by=by)


def _record(exam_session: ExamSession, subject: Subject, action: str, *, by: User | None) -> None:
    journal.record(by, action, exam_session, after={"deadline": subject.value}, centre=exam_session.centre)


def _set(centre: Centre, subject: Subject, setting: Setting, former: Deadline | None, *, by: User) -> bool:
    before = Setting(former.days, former.source or BY_SUBJECT[subject].source, former.is_active) if former else None
    before = before or default_of(subject)
    if setting == before:
        return False
    if setting == default_of(subject):
        former.delete()
    else:
        values = {"days": setting.days, "is_active": setting.is_active, "source": _own_source(subject, setting)}
        Deadline.objects.update_or_create(centre=centre, subject=subject, defaults=values)
    told = (_written(subject, before), _written(subject, setting))
    journal.record(by, "deadline.changed", centre, before=told[0], after=told[1], centre=centre)
    return True


def _own_source(subject: Subject, setting: Setting) -> str:
    return "" if setting.source == BY_SUBJECT[subject].source else setting.source


def _written(subject: Subject, setting: Setting) -> dict[str, object]:
    """The source is free text: the journal tells only whose it is."""
    own = setting.source != BY_SUBJECT[subject].source
    return {"deadline": subject.value, "days_before": setting.days, "is_active": setting.is_active, "own_source": own}
