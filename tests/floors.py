"""Reads the imports of the project and names those that look up.

Floors, lowest first: centres, titles, juries, sessions, evaluations. Inside an app: pure rules, models, commands, forms
and documents, views. A file may import its own level or a lower one; the ground, `ntc_cert`, imports no app; only
`ntc_cert/urls.py`, the roof, knows them all.
"""

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

FLOORS = ("centres", "titles", "juries", "sessions", "evaluations")
GROUND = "ntc_cert"
ROOF = "ntc_cert.urls"
# What else than sessions answers to its label, in the calls that name an app by a string.
LABELS = {"certification_sessions": "sessions"}

LAYERS = ("règles pures", "modèles", "commandes", "formulaires et documents", "vues")
PURE, MODELS, COMMANDS, DOCUMENTS, VIEWS = range(5)
NAMED_LAYERS = {
    "models": MODELS,
    "forms": DOCUMENTS,
    "documents": DOCUMENTS,
    "views": VIEWS,
    "urls": VIEWS,
    "admin": VIEWS,
    "apps": VIEWS,
    "management": VIEWS,
}
# The rules of the trade: they may never need more than Python.
PURE_MODULES = (
    "titles.referentiel",
    "juries.eligibility",
    "sessions.timetable",
    "sessions.steps",
    "sessions.conflicts",
    "sessions.board_grid",
    "sessions.badge_rules",
    "sessions.tablet_rules",
    "sessions.reach",
    "sessions.readiness_rules",
    "sessions.planning.planner",
    "evaluations.grids",
    "evaluations.verdicts",
    "evaluations.operations",
    "evaluations.tablet_report",
    "evaluations.course",
    "evaluations.by_tablets",
    "evaluations.timers",
    "evaluations.ccp_deadlines",
    "evaluations.tower",
    "evaluations.replanning",
    "evaluations.figures.hiding",
    "evaluations.figures.outcomes",
    "evaluations.figures.answers",
    "evaluations.figures.agreement",
    "evaluations.figures.durations",
    "evaluations.figures.load",
    "evaluations.figures.telling",
    "evaluations.figures.whole",
    "evaluations.figures.evolution",
    "sessions.day_record",
    "evaluations.archive.packing",
    "evaluations.archive.tables",
    "evaluations.archive.kept",
    "evaluations.archive.kept_marks",
    "evaluations.archive.left_out",
    "evaluations.archive.naming",
    "sessions.calendar_events",
    "ntc_cert.mail_server",
)
# The one package that knows a solver; it gives values for values like any pure rule.
SOLVING, SOLVER = "sessions.planning", "ortools"
BY_NAME = {"get_model", "import_module", "import_string"}


def sources(root: Path) -> dict[str, str]:
    """Module name to source, of every app and of the ground; migrations are history, not architecture."""
    found = {}
    for package in (*FLOORS, GROUND):
        for path in sorted((root / package).rglob("*.py")):
            if "migrations" not in path.parts:
                parts = path.relative_to(root).with_suffix("").parts
                found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path.read_text()
    return found


def imports(source: str, modules: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """Line and full name of each module that a source asks for, wherever in it and by whatever means."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = node.module or ""
            for alias in node.names:
                inner = f"{origin}.{alias.name}"
                yield node.lineno, "." * node.level + (inner if inner in modules else origin)
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in BY_NAME:
                app, _, rest = str(node.args[0].value).partition(".")
                yield node.lineno, f"{LABELS.get(app, app)}{'.' + rest if rest else ''}"


def is_plain(module: str, asked: str) -> bool:
    """The standard library, or the solver where it is at home."""
    library = asked.split(".")[0]
    return library in sys.stdlib_module_names or (library == SOLVER and f"{module}.".startswith(f"{SOLVING}."))


def pure_modules(modules: Mapping[str, str]) -> set[str]:
    """Modules that need only the standard library and one another, whatever they are called."""
    asked = {name: {asked for _, asked in imports(source, modules)} for name, source in modules.items()}
    pure = set(modules)
    while True:
        kept = {name for name in pure if all(other in pure or is_plain(name, other) for other in asked[name])}
        if kept == pure:
            return pure
        pure = kept


def layer(module: str, pure: set[str]) -> int:
    parts = module.split(".")
    if len(parts) > 1 and parts[1] in NAMED_LAYERS:
        return NAMED_LAYERS[parts[1]]
    return PURE if module in pure or len(parts) == 1 else COMMANDS


def offences(modules: Mapping[str, str]) -> list[str]:
    """Each import that looks up: the file, the line, what it imports and why not."""
    pure = pure_modules(modules)
    found = []
    for module, source in modules.items():
        for line, asked in imports(source, modules):
            reason = _reason(module, asked, pure)
            if reason:
                found.append(f"{module.replace('.', '/')}.py:{line} importe {asked} : {reason}")
    return found


def _reason(module: str, asked: str, pure: set[str]) -> str | None:
    app, other = module.split(".")[0], asked.split(".")[0]
    if asked.startswith("."):
        return "les imports relatifs cachent l’étage"
    if module in PURE_MODULES and asked not in pure and not is_plain(module, asked):
        return "une règle pure ne connaît que Python et les règles pures"
    if other == SOLVER and not is_plain(module, asked):
        return "le solveur reste dans sessions.planning"
    if module == ROOF or other not in FLOORS:
        return None
    if app == GROUND:
        return "le sol ne connaît aucune application"
    if FLOORS.index(other) > FLOORS.index(app):
        return f"{app} est sous {other}"
    if layer(asked, pure) > layer(module, pure):
        return f"{LAYERS[layer(module, pure)]} sous {LAYERS[layer(asked, pure)]}"
    return None
