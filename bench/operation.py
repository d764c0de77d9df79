"""One tick, as a tablet sends it."""

import uuid


def sending(juror: int, candidate: int, value: str, base: int) -> dict[str, object]:
    cell = {"candidate": candidate, "phase": "technical_interview", "kind": "mark", "cell": "C3.1"}
    operation = {"id": str(uuid.uuid4()), **cell, "value": value, "base": base, "after": None, "made_at": None}
    return {"juror": juror, "device": "bench", "ops": [operation]}
