"""The results of a session as a file, in each of the formats other tools and people read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from evaluations.facts import results_document
from evaluations.results import canonical
from evaluations.results_table import result_table, table_csv
from evaluations.results_workbook import table_xlsx
from sessions.models import ExamSession


@dataclass(frozen=True, slots=True)
class Format:
    content_type: str
    label: str
    write: Callable[[ExamSession], bytes]
    is_text: bool = True


def _json(exam_session: ExamSession) -> bytes:
    return canonical(results_document(exam_session)) + b"\n"


def _csv(exam_session: ExamSession) -> bytes:
    return table_csv(result_table(exam_session))


def _xlsx(exam_session: ExamSession) -> bytes:
    return table_xlsx(result_table(exam_session), f"Résultats, session {exam_session.reference}")


XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS: Final = {
    "json": Format("application/json", "JSON, pour vérifier l’empreinte", _json),
    "csv": Format("text/csv; charset=utf-8", "CSV", _csv),
    "xlsx": Format(XLSX_TYPE, "classeur Excel", _xlsx, is_text=False),
}


def exported(exam_session: ExamSession, format_name: str) -> bytes:
    return FORMATS[format_name].write(exam_session)
