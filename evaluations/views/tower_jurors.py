"""« Remplacer un juré »: who leaves, who may sit in their place, and before whom."""

from typing import Any

from django.http import HttpResponse

from centres.access import staff_only
from evaluations.day_effects import DayEffect, told_lines
from evaluations.gestures import NotDone
from evaluations.juror_changes import concerned, replace_juror, unsealed_before
from evaluations.substitutes import substitutes
from evaluations.views.confirming import Question, chosen_in, or_why, seen_in
from evaluations.views.tower_moves import Rest
from ntc_cert.http import AuthenticatedHttpRequest, reads_or_writes
from ntc_cert.words import listing, plural
from sessions.timetable import Id, Passage

KEPT = (
    "Les réponses de {leaving} restent : le nouveau jury les voit en délibération, sous son nom, et tranche. Les "
    "décisions communes déjà prises restent, à relire avant de signer. {joining} remplit les grilles qui ne sont pas "
    "encore rendues."
)


@staff_only
@reads_or_writes
def change_juror(request: AuthenticatedHttpRequest, pk: int, panel: int) -> HttpResponse:
    """Who leaves and what they leave, then who may sit in their place before everyone concerned."""
    rest = Rest(request, pk, panel)
    title = f"Remplacer un juré de {rest.panel.name}"
    names = {juror.id: juror.name for juror in rest.timetable.jurors}
    people = {candidate.id: candidate.name for candidate in rest.timetable.candidates}
    leaving = chosen_in(request, "leaving", list(rest.seated))
    known = unsealed_before(rest.timetable, rest.panel, rest.day, rest.ahead)
    asked = request.GET.getlist("heard")
    heard = [one.candidate_id for one in known if str(one.candidate_id) in asked]
    able = _able(rest, leaving, heard)
    joining = chosen_in(request, "joining", [one.juror.pk for one in able])
    more = {
        "seated": [(juror, names[juror]) for juror in rest.seated],
        "leaving": leaving,
        "known": [(one.candidate_id, people[one.candidate_id], one) for one in known],
        "heard": heard,
        "able": able,
        "joining": joining,
        "is_asked": leaving is not None and bool(heard or rest.ahead),
    }

    def effect() -> Question:
        if not known or leaving is not None:
            _concerned(rest, heard)
        found = next((one for one in able if one.juror.pk == joining), None)
        if found is None:
            return Question(title, (), "", choices="evaluations/_juror_choices.html", more=more)
        told = [people[one] for one in heard]
        return Question(
            title=title,
            lines=[*_lines(str(found.juror), found.leaving, found.effect, told), *found.notes],
            verb=f"Faire siéger {found.juror}",
            choices="evaluations/_juror_choices.html",
            more=more,
        )

    def why() -> Question:
        """The choice stays on the page, with what is wrong with it."""
        question = or_why(title, effect)
        if question.reasons and known:
            return Question(
                title, (), "", reasons=question.reasons, choices="evaluations/_juror_choices.html", more=more
            )
        return question

    return rest.ask(
        request,
        why(),
        lambda: replace_juror(
            rest.panel,
            day=rest.day,
            leaving=leaving,
            joining=joining,
            heard=heard,
            by=request.user,
            seen=seen_in(request),
            now=rest.watch.now,
        ),
    )


def _concerned(rest: Rest, heard: list[Id]) -> list[Passage]:
    return concerned(rest.exam_session, rest.timetable, rest.panel, rest.day, heard, now=rest.watch.now)


def _able(rest: Rest, leaving: Any, heard: list[Id]) -> list[Any]:
    if leaving is None:
        return []
    try:
        passages = _concerned(rest, heard)
    except NotDone:
        return []
    return substitutes(rest.exam_session, rest.timetable, rest.panel.pk, leaving, passages, rest.watch.now)


def _lines(joining: str, leaving: str, effect: DayEffect, heard: list[str]) -> list[str]:
    coming = len(effect.passages) - len(heard)
    lines = []
    if coming:
        lines.append(f"{joining} siège à la place de {leaving} pour {plural(coming, 'passage')} à venir.")
    if heard:
        lines.append(f"{joining} siège aussi, à la place de {leaving}, pour {listing(heard)}.")
        lines.append(KEPT.format(leaving=leaving, joining=joining))
        lines.append("Un résultat scellé garde le jury qui l’a signé.")
    else:
        lines.append("Les candidats déjà reçus, et celui en cours, gardent leur jury.")
    return [*lines, *told_lines(effect)]
