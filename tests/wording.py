"""Reads the words a template shows, and says which of them the house does not write."""

import re
from html.parser import HTMLParser

NBSP = "\u00a0\u202f"
SHOWN_ATTRIBUTES = {"title", "alt", "aria-label", "placeholder", "aria-description"}
UNREAD = {"script", "style", "svg", "code", "pre", "textarea"}  # what someone typed is theirs

# The glossary's « never » column, without the words that also have an honest use.
FORBIDDEN = (
    "veuillez|invalides?|erreurs?|oups|diplômes?|formulaires?|campagnes?|examinat(?:eurs?|rices?)|organisat(?:eurs?|rices?)|"
    "stagiaires?|élèves?|phoning|rdv|aléas?|créneaux?|slots?|releases?|warnings?|posters?|consensus|bulletins?|avenants?|"
    "uploads?|uploader|logs?|logins?|hash|no-show|pins?|pinner|scheduler|steps?|items?|books?|edt|agendas?|loges?|panels?|"
    "compte rendu|jeux? de rôle|échecs?|devis|conflits? d’intérêts?"
)
RULES = (
    ("mot que le glossaire écarte", re.compile(rf"(?<![\w’-])(?:{FORBIDDEN})(?![\w-])", re.IGNORECASE)),
    ("apostrophe droite", re.compile(r"\w'\w(?!\S*@)")),  # an e-mail address has no other
    (
        "espace insécable attendue avant",
        re.compile(rf"(?:(?<=[^\s{NBSP}:;?!])|[ \t\n])[;?!»%](?!\w)|[ \t\n]:(?!\w)|[\w)…]:(?=\s|$)"),
    ),
    ("espace insécable attendue après", re.compile(rf"«(?![{NBSP}])")),
    ("points de suspension en trois points", re.compile(r"\.\.\.")),
    ("tiret cadratin", re.compile("—")),
    ("point d’exclamation", re.compile("!")),
    ("accord avec une personne", re.compile(r"\b[Aa]bsente?\b(?!\(e\))|\b[Pp]résente?\b(?= (?:à|depuis)\b)")),
)

_COMMENT = re.compile(r"{#.*?#}|{% comment .*?%}.*?{% endcomment %}|{% comment %}.*?{% endcomment %}", re.DOTALL)
_SPOKEN = re.compile(r"""{%\s*(?:icon|state|yes_no|trans)\b(.*?)%}""", re.DOTALL)
_TAG = re.compile(r"{%.*?%}", re.DOTALL)
_VARIABLE = re.compile(r"{{.*?}}", re.DOTALL)
_STRING = re.compile(r'"([^"]*)"')


class _Reader(HTMLParser):
    """Collects the text nodes and the attributes that are read aloud or shown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[tuple[int, str]] = []
        self._unread = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._unread += tag in UNREAD
        self.texts += [(self.getpos()[0], value) for name, value in attributes if name in SHOWN_ATTRIBUTES and value]

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in UNREAD and self._unread > 0

    def handle_data(self, data: str) -> None:
        if not self._unread and data.strip():
            self.texts.append((self.getpos()[0], data))


def _blank(found: re.Match[str]) -> str:
    """Nothing, on as many lines: the line of a fault must stay true."""
    return "\n" * found[0].count("\n")


def shown_texts(template: str) -> list[tuple[int, str]]:
    """Line and words of each text node; a variable stands as « x », a tag as nothing."""
    bare = _COMMENT.sub(_blank, template)
    spoken = [
        (bare.count("\n", 0, tag.start()) + 1, words)
        for tag in _SPOKEN.finditer(bare)
        for words in _STRING.findall(tag[1])
        if " " in words or words[:1].isupper()
    ]
    reader = _Reader()
    reader.feed(_VARIABLE.sub(lambda found: "x" + _blank(found), _TAG.sub(_blank, bare)))
    reader.close()
    return reader.texts + spoken


def faults(template: str) -> list[str]:
    """« ligne N : règle : mots » for each thing the house does not write."""
    return [
        f"ligne {line} : {rule} : {text[max(0, found.start() - 20) : found.end() + 12].strip()!r}"
        for line, text in shown_texts(template)
        for rule, pattern in RULES
        for found in pattern.finditer(text)
    ]
