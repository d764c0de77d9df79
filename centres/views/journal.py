"""The journal, read-only, for those who organise or administer."""

from django.http import HttpResponse

from centres.access import staff_only
from centres.journal_reading import read_journal, subject_choices
from centres.journal_words import ACTIONS
from centres.models import JournalEntry
from ntc_cert.http import AuthenticatedHttpRequest, page, reads
from ntc_cert.words import sentence


@staff_only
@reads
def journal(request: AuthenticatedHttpRequest) -> HttpResponse:
    entries = JournalEntry.objects.visible_to(request.user)
    found, lines = read_journal(entries, request.GET)
    context = {
        "section": "journal",
        "page": found,
        "lines": lines,
        "asked": {name: request.GET.get(name, "") for name in ("action", "objet", "id")},
        "actions": sorted(((key, sentence(words)) for key, words in ACTIONS.items()), key=lambda choice: choice[1]),
        "subjects": subject_choices(entries),
    }
    return page(request, "centres/journal.html", context, fragment="centres/_journal.html")
