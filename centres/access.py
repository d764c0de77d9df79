"""Who may open which page: guards for views, and what the menu shows."""

from collections.abc import Callable, Iterable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

View = Callable[..., HttpResponse]

MENU = (
    ("today", "Aujourd’hui", "home"),
    ("sessions", "Sessions", "sessions:list"),
    ("juries", "Jurés", "juries:list"),
    ("candidates", "Candidats", "sessions:people"),
    ("titles", "Référentiel", "titles:list"),
)

# Under the person's name; an organiser has the last one only.
ADMINISTRATION = (
    ("centres", "Centres", "centres:list"),
    ("accounts", "Comptes", "centres:accounts"),
    ("archives", "Archives", "evaluations:archives"),
    ("rescue", "Copies de secours", "evaluations:rescue"),
    ("journal", "Journal", "centres:journal"),
)


def staff_only(view: View) -> View:
    """Organisers and administrators; for anybody else the page does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_staff_member:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def administrator_only(view: View) -> View:
    """Administrators of all centres; for anybody else the page does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_administrator:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def navigation(request: HttpRequest) -> dict[str, object]:
    """Context of every page: the menu of this person's role, and the name of their centre."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"nav_items": [], "nav_administration": [], "nav_centre": "", "nav_role": ""}
    if not user.is_staff_member:
        return {"nav_items": [], "nav_administration": [], "nav_centre": "", "nav_role": "juror"}
    return {
        "nav_items": _items(MENU),
        "nav_administration": _items(ADMINISTRATION if user.is_administrator else ADMINISTRATION[-1:]),
        "nav_centre": _centre_name(user),
        "nav_role": "administrator" if user.is_administrator else "organiser",
    }


def _items(entries: Iterable[tuple[str, str, str]]) -> list[dict[str, str]]:
    return [{"key": key, "label": label, "url": reverse(name)} for key, label, name in entries]


def _centre_name(user) -> str:
    if user.is_administrator:
        return "Tous les centres"
    return ", ".join(user.centre_names)
