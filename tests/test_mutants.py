"""What `make mutants` breaks is still there to be broken, and the tests it counts on still exist."""

import pytest

from bench.mutants import MUTANTS, ROOT, Mutant


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: one.promise)
def test_a_mutant_still_finds_what_it_breaks_and_its_test(mutant: Mutant) -> None:
    file, _, name = mutant.test.partition("::")
    assert (ROOT / mutant.file).read_text(encoding="utf-8").count(mutant.old) == 1
    assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8")


def test_every_test_of_lost_work_has_a_mutant() -> None:
    named = {mutant.test for mutant in MUTANTS}
    files = ("tests/flows/test_tablet.py", "tests/flows/test_tablet_offline.py")
    written = {
        f"{file}::{line.removeprefix('def ').partition('(')[0]}"
        for file in files
        for line in (ROOT / file).read_text(encoding="utf-8").splitlines()
        if line.startswith("def test_")
    }
    assert written <= named
