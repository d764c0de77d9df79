"""One's own code, asked again of whoever is already in, before what binds them."""

from centres.log_in_delays import sentence_for
from centres.log_in_tries import count_try, forget_tries
from centres.models import User


def own_code_refusal(user: User, code: str) -> str:
    """Why the code is not taken, or nothing. Tries are counted as at the door, yet apart: it stays open meanwhile."""
    counted_as = f"{user.username}/own"
    if code and (left := count_try(counted_as)) is not None:
        return sentence_for(left)
    if not user.check_password(code):
        return "Code refusé. Saisissez le code de votre connexion, les majuscules comptent."
    forget_tries(counted_as)
    return ""
