"""Several short rows inside one form, without JavaScript: spare empty rows to add, an emptied row to remove."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from crispy_forms.layout import Div, Field
from django import forms

MOST: Final = 40
SPARE: Final = 2


class Rows:
    """Fields `<name>_<rank>_<part>` of a form, one row a rank."""

    def __init__(
        self,
        form: forms.Form,
        name: str,
        make_fields: Callable[[], dict[str, forms.Field]],
        known: Sequence[dict[str, Any]],
    ) -> None:
        self.form, self.name, self.parts = form, name, tuple(make_fields())
        posted = re.compile(rf"{name}_(\d{{1,3}})_")
        ranks = [int(found[1]) for key in form.data if (found := posted.match(key))]
        count = max(ranks) + 1 if ranks else len(known) + SPARE
        # What is known is never cut short: saving would remove it.
        self.ranks = range(min(count, max(MOST, len(known) + SPARE)))
        for rank in self.ranks:
            for part, field in make_fields().items():
                form.fields[self._key(rank, part)] = field
                if rank < len(known):
                    form.initial[self._key(rank, part)] = known[rank][part]

    def _key(self, rank: int, part: str) -> str:
        return f"{self.name}_{rank}_{part}"

    def layout(self) -> Iterator[Div]:
        for rank in self.ranks:
            yield Div(*(Field(self._key(rank, part)) for part in self.parts), css_class="pair")

    def filled(self) -> Iterator[dict[str, Any]]:
        """The rows with something in them; a missing part is told under its own field."""
        for rank in self.ranks:
            values = {part: self.form.cleaned_data.get(self._key(rank, part)) for part in self.parts}
            blank = [part for part, value in values.items() if value in (None, "")]
            if len(blank) < len(values):
                for part in blank:
                    self.refuse(rank, part, "Complétez cette ligne, ou videz-la.")
                if not blank:
                    yield values | {"rank": rank}

    def refuse(self, rank: int, part: str, sentence: str) -> None:
        if self._key(rank, part) not in self.form.errors:
            self.form.add_error(self._key(rank, part), sentence)
