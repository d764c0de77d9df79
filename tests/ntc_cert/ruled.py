"""Tables that exist for these tests only, one or two per rule."""

from django.db import models

from ntc_cert.constraints import AppendOnly, Frozen, NoOverlap

SEALED = (
    "SELECT COALESCE(s.sealed_at, (SELECT MIN(g.signed_at) FROM ruled_signature g WHERE g.sheet_id = s.id))"
    " FROM ruled_sheet s WHERE s.id = {row}.sheet_id"
)


class Row(models.Model):
    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"


class Room(Row):
    class Meta:
        app_label = "ruled"


class Booking(Row):
    room = models.ForeignKey(Room, models.CASCADE, null=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "ruled"
        constraints = (
            NoOverlap(name="room_holds_one_booking_at_a_time", scope="room", message="Cette salle est déjà prise."),
        )


class Holiday(Row):
    room = models.ForeignKey(Room, models.CASCADE)
    first = models.DateField()
    after = models.DateField()

    class Meta:
        app_label = "ruled"
        constraints = (NoOverlap(name="one_holiday", scope="room", start="first", end="after", message="Déjà fermée."),)


class Line(Row):
    text = models.CharField(max_length=20)

    class Meta:
        app_label = "ruled"
        constraints = (AppendOnly(name="line_is_kept", message="Une ligne reste à 100 % comme elle est."),)


class Sheet(Row):
    sealed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "ruled"


class Signature(Row):
    sheet = models.ForeignKey(Sheet, models.CASCADE)
    signed_at = models.DateTimeField()

    class Meta:
        app_label = "ruled"


class Answer(Row):
    sheet = models.ForeignKey(Sheet, models.CASCADE)
    value = models.CharField(max_length=20, blank=True)

    class Meta:
        app_label = "ruled"
        constraints = (
            Frozen(name="answer_is_frozen_once_sealed", query=SEALED, lock="s", message="Cette feuille est scellée."),
        )


class Remark(Row):
    """Only its text is frozen, and only while it starts with « 100 % »: the query holds every kind of percent sign."""

    sheet = models.ForeignKey(Sheet, models.CASCADE)
    text = models.CharField(max_length=40, null=True)  # noqa: DJ001 NULL must count as a change
    read = models.BooleanField(default=False)

    class Meta:
        app_label = "ruled"
        constraints = (
            Frozen(
                name="remark_text_is_frozen",
                query=(
                    "SELECT s.sealed_at FROM ruled_sheet s WHERE s.id = {row}.sheet_id"
                    " AND {row}.text LIKE '100 %s%%' AND 7 % 4 = 3 AND 'it''s 5%' <> ''"
                ),
                events=("UPDATE", "DELETE"),
                columns=("text", "sheet"),
                message="Cette remarque est scellée.",
            ),
        )


TABLES = (Room, Booking, Holiday, Line, Sheet, Signature, Answer, Remark)
