"""`make mutants`: breaks the tablet's promises one at a time, in a copy, and expects the test of each to fail.

A promise whose test passes all the same is held by nothing: the command then ends with 1 and names it.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "staticfiles", "__pycache__", "*.sqlite3*", "secret_key")
TABLET, OFFLINE = "tests/flows/test_tablet.py", "tests/flows/test_tablet_offline.py"
PANEL, AWAITED, BADGE = (f"tests/flows/test_{name}.py" for name in ("tablet_panel", "tablets_awaited", "badge"))
JS = "static/js"


@dataclass(frozen=True, slots=True)
class Mutant:
    """In `file`, `old` (found once) becomes `new`; `test`, `file::name`, must then fail."""

    promise: str
    file: str
    old: str
    new: str
    test: str


MUTANTS = (
    Mutant(
        "what waits is sent again once the server is back",
        f"{JS}/lib/flusher.js",
        "timer = setTimeout(flush, pause * (0.5 + Math.random() / 2));",
        "void pause;",
        f"{TABLET}::test_ticks_and_notes_made_while_the_server_is_killed_reach_it_once_it_is_back",
    ),
    Mutant(
        "the line never says « enregistré » of what is not on the disk",
        f"{JS}/tablet.js",
        "    sayBusy(line);\n    truth.fault",
        "    truth.fault",
        f"{TABLET}::test_the_line_says_busy_before_the_disk_has_answered",
    ),
    Mutant(
        "the line stays busy while the hand is on a note",
        f"{JS}/tablet.js",
        "if (!controls.some((one) => one.held)) say(",
        "say(",
        f"{TABLET}::test_the_line_never_says_all_saved_of_a_note_still_being_written",
    ),
    Mutant(
        "a tick quicker than the script is kept",
        f"{JS}/tablet.js",
        "controls.filter((control) => shownValue(control) !== control.current)",
        "[]",
        f"{TABLET}::test_a_tick_quicker_than_the_script_is_kept",
    ),
    Mutant(
        "the server applies each operation once",
        "evaluations/synchronising.py",
        "    if seen.earlier:\n",
        "    if False:\n",
        f"{TABLET}::test_an_answer_lost_after_the_commit_leaves_one_operation",
    ),
    Mutant(
        "a change of mind is no dispute with oneself",
        "evaluations/operations.py",
        "base == cell.revision or own_revision == cell.revision",
        "base == cell.revision",
        f"{TABLET}::test_a_change_of_mind_after_a_lost_answer_is_no_dispute",
    ),
    Mutant(
        "what was done offline goes in its order",
        f"{JS}/lib/sending.js",
        "!one.refusal).slice(0, most)",
        "!one.refusal).reverse().slice(0, most)",
        f"{TABLET}::test_a_change_of_mind_offline_sends_both_in_order",
    ),
    Mutant(
        "a captive portal's page is no answer",
        f"{JS}/lib/sending.js",
        'if (!answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Error("not ours");',
        'if (!answer.headers.get("Content-Type")?.startsWith("application/json")) return { status: 400, told: {} };',
        f"{TABLET}::test_a_frozen_server_and_a_captive_portal_are_outages",
    ),
    Mutant(
        "a session that is over keeps everything",
        f"{JS}/lib/sending.js",
        'if (status === 401) return "logged-out";',
        'if (status === 401) return "done";',
        f"{TABLET}::test_a_session_gone_keeps_everything_until_one_logs_in_again",
    ),
    Mutant(
        "a lost token is asked for again",
        f"{JS}/lib/sending.js",
        "status === 403 && !renewed",
        "status === 403 && renewed",
        f"{TABLET}::test_a_lost_token_is_asked_for_again",
    ),
    Mutant(
        "a juror's work is never sent as another's",
        f"{JS}/lib/sending.js",
        "filter((one) => one.juror === juror && !one.refusal)",
        "filter((one) => !one.refusal)",
        f"{TABLET}::test_another_juror_on_the_tablet_never_sends_the_firsts_work",
    ),
    Mutant(
        "a page left open sends nothing under the next juror",
        "evaluations/synchronising.py",
        "    if juror is None or juror.pk != sender.juror:\n        raise SomeoneElse\n",
        "    if juror is None:\n        raise SomeoneElse\n",
        f"{TABLET}::test_a_page_left_open_by_the_first_juror_sends_nothing_under_the_second",
    ),
    Mutant(
        "two tabs know what each other keeps",
        f"{JS}/lib/outbox.js",
        'channel.postMessage("changed")',
        "undefined",
        f"{TABLET}::test_two_tabs_share_what_is_kept",
    ),
    Mutant(
        "two tablets that differ overwrite nothing in silence",
        "evaluations/operations.py",
        "return Judgement(Outcome.CONFLICT, cell.revision + 1, writes=False)",
        "return Judgement(Outcome.APPLIED, cell.revision + 1, writes=True)",
        f"{TABLET}::test_two_tablets_that_differ_are_shown_to_the_juror_who_chooses",
    ),
    Mutant(
        "a refused tick stays until somebody deals with it",
        f"{JS}/lib/outbox.js",
        "else await done(outbox.put({ ...operation, refusal: { outcome: result.outcome, reason: result.reason } }));",
        "else await done(outbox.delete(operation.n));",
        f"{TABLET}::test_a_refused_tick_stays_in_sight_until_somebody_deals_with_it",
    ),
    Mutant(
        "a grid is not handed in while something waits",
        f"{JS}/tablet.js",
        '    if (truth.waiting) return "Rendre la grille',
        '    if (false) return "Rendre la grille',
        f"{TABLET}::test_a_grid_is_not_handed_in_while_something_waits",
    ),
    Mutant(
        "the rescue copy holds everything that waits",
        f"{JS}/lib/rescue.js",
        "operations: await kept()",
        "operations: (await kept()).slice(1)",
        f"{TABLET}::test_a_rescue_copy_brings_the_work_in_by_another_way",
    ),
    Mutant(
        "a start without network shows the page kept",
        f"{JS}/worker.js",
        'if (request.mode === "navigate" && JURY.test(pathname)) event.respondWith(page(request));',
        'if (request.mode === "navigate" && JURY.test(pathname)) return;',
        f"{OFFLINE}::test_a_reload_and_a_start_without_network_show_the_grid_and_what_waits",
    ),
    Mutant(
        "what was answered after the page was kept shows too",
        f"{JS}/lib/outbox.js",
        "if (known && known.revision > control.seen.revision) control.seen = known;",
        "if (known && known.revision > control.seen.revision) return;",
        f"{OFFLINE}::test_a_server_killed_then_back_loses_nothing_across_reloads",
    ),
    Mutant(
        "a frozen server gives way to what is kept",
        f"{JS}/worker.js",
        "const DEADLINE_MS = 3000;",
        "const DEADLINE_MS = 300000;",
        f"{OFFLINE}::test_a_frozen_server_gives_way_to_what_is_kept",
    ),
    Mutant(
        "no name is in the browser's cache",
        f"{JS}/worker.js",
        "      silentUntil = 0;\n      return answer;",
        "      silentUntil = 0;\n      const copy = answer.clone();\n"
        "      caches.open(CACHE).then((cache) => cache.put(request, copy));\n      return answer;",
        f"{OFFLINE}::test_names_are_in_the_tablets_database_and_in_no_cache",
    ),
    Mutant(
        "logging out takes the pages away",
        f"{JS}/lib/pages.js",
        "if (!own.has(key)) await done(store.delete(key));",
        "if (juror && !own.has(key)) await done(store.delete(key));",
        f"{OFFLINE}::test_logging_out_takes_everything_away_but_unsent_work",
    ),
    Mutant(
        "a browser killed has every tick on the disk",
        f"{JS}/lib/store.js",
        'const NAME = "ntc_cert";',
        "const NAME = `ntc_cert-${Math.random()}`;",
        f"{OFFLINE}::test_a_browser_killed_and_opened_again_without_server_has_every_tick",
    ),
    Mutant(
        "the timer is the panel's, not the tablet's",
        f"{JS}/lib/server_clock.js",
        "offset = Date.parse(told) - (sent + received) / 2;",
        "offset = 0 * (Date.parse(told) - (sent + received) / 2);",
        f"{PANEL}::test_a_tablet_whose_clock_is_wrong_shows_the_panel_s_time",
    ),
    Mutant(
        "a result is not sealed while a tablet holds ticks of it",
        "evaluations/sealing.py",
        "        *_tablets((*jurors, *left)),\n",
        "",
        f"{AWAITED}::test_a_result_is_not_sealed_while_a_tablet_holds_ticks_of_it",
    ),
    Mutant(
        "wrong codes lock the badge",
        "sessions/badge_entry.py",
        "    if badge.wrong_codes >= MOST_WRONG_CODES:\n        badge.locked_at",
        "    if badge.wrong_codes >= 1000:\n        badge.locked_at",
        f"{BADGE}::test_five_wrong_codes_lock_and_the_organiser_unlocks",
    ),
    Mutant(
        "a badge's token reaches no request",
        f"{JS}/badge.js",
        'if (found) history.replaceState(null, "", location.pathname + location.search);',
        "if (found) fetch(`${location.pathname}?token=${found[1]}`);",
        f"{BADGE}::test_the_qr_opens_the_day_and_its_token_is_in_no_request",
    ),
)


def broken(folder: Path, mutant: Mutant) -> None:
    path = folder / mutant.file
    text = path.read_text(encoding="utf-8")
    if text.count(mutant.old) != 1:
        raise SystemExit(f"{mutant.file} : « {mutant.old.strip()[:60]} » ne s’y trouve plus une seule fois.")
    path.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")


def fault_in(folder: Path, tests: Iterable[str]) -> str:
    """What pytest says of the first of these tests that fails; nothing when they all pass."""
    environment = os.environ | {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{folder / 'mutants.sqlite3'}"}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-m", "browser", "-p", "no:cacheprovider", *tests]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    return done.stdout[-2000:] if done.returncode else ""


def main() -> int:
    parser = argparse.ArgumentParser(prog="make mutants ARGS=…", description=__doc__)
    parser.add_argument("--only", default="", help="part of a promise's words")
    chosen = [one for one in MUTANTS if parser.parse_args().only in one.promise]
    held = True
    with tempfile.TemporaryDirectory(prefix="ntc-cert-mutants-") as where:
        sound = Path(where) / "sound"
        shutil.copytree(ROOT, sound, ignore=LEFT_OUT)
        if fault := fault_in(sound, sorted({one.test for one in chosen})):
            print(f"{fault}\nUn de ces tests échoue déjà sans rien casser : mettez-le au vert d’abord.")
            return 1
        for mutant in chosen:
            folder = Path(where) / "broken"
            shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
            broken(folder, mutant)
            caught = bool(fault_in(folder, [mutant.test]))
            held = held and caught
            print(f"{'caught  ' if caught else 'SURVIVED'}  {mutant.promise}", flush=True)
            shutil.rmtree(folder)
    return 0 if held else 1


if __name__ == "__main__":
    raise SystemExit(main())
