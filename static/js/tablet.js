// A juror's tablet: each tick and note kept before it is sent, and the line that says the truth of it.
import { controlsOf, refresh, show, shownValue } from "./lib/cells.js";
import { startFlusher } from "./lib/flusher.js";
import { followGridKeys } from "./lib/grid_keys.js";
import { showKeptWork, showWaiting } from "./lib/kept_work.js";
import { keep, kept, letGo, whenChangedElsewhere } from "./lib/outbox.js";
import { prepareForOutage } from "./lib/pages.js";
import { followPostedForms } from "./lib/posted_forms.js";
import { followShared, sharedControls } from "./lib/shared.js";
import { say, sayBusy, wording } from "./lib/status_line.js";
import { startTelling } from "./lib/telling.js";

const TYPING_MS = 600;
const NOT_KEPT = "Cette tablette ne garde pas les saisies\u00a0: cette réponse n’est pas enregistrée. Prenez une grille papier, et prévenez le responsable de session.";

/** @param {HTMLElement} line the status line: it says whose tablet this is and where things are sent */
const start = (line) => {
  const { name, synchronise, token } = line.dataset;
  const juror = Number(line.dataset.juror);
  const grid = document.querySelector("[data-marking]");
  const shared = grid ? sharedControls(grid) : [];
  const controls = grid ? [...controlsOf(grid), ...shared] : [];
  const truth = { state: "sending", waiting: 0, refused: [], disputes: 0, closed: line.dataset.closed !== undefined, fault: "" };

  /** While the hand is on something, or what it did is not read back yet, the line stays busy. */
  const tell = () => {
    if (!controls.some((one) => one.held)) say(line, wording(truth));
  };

  const read = async () => {
    const operations = await kept();
    const own = operations.filter((one) => one.juror === juror);
    const waiting = own.filter((one) => !one.refusal);
    truth.waiting = waiting.length;
    truth.refused = own.filter((one) => one.refusal).map((one) => one.refusal);
    truth.disputes = await refresh(juror, controls, waiting, choose);
    showKeptWork(document.getElementById("kept-work"), operations, juror, (one) => letGo(one).then(update).then(tellState));
    showWaiting(waiting);
    const rescue = document.getElementById("rescue");
    if (rescue) rescue.hidden = !operations.length;
    tell();
  };
  let reading = Promise.resolve();
  /** One reading after the other: an older one never has the last word. */
  const update = () => {
    reading = reading.then(read).catch(() => {
      truth.fault ||= NOT_KEPT;
      tell();
    });
    return reading;
  };

  const tellState = startTelling(line.dataset.state, juror);
  const flush = startFlusher({ synchronise, token }, juror, (state) => {
    truth.state = state;
    update();
    tellState();
  });

  /** @param {import("./lib/cells.js").Control} control @param {string} value */
  const act = async (control, value) => {
    sayBusy(line);
    truth.fault = "";
    if (truth.state === "done") truth.state = "sending";
    const { place, seen, last } = control;
    control.held += 1;
    try {
      const operation = await keep({ ...place, juror, name, about: grid.dataset.about, label: control.label?.(value), value, base: seen.revision, after: last });
      control.last = operation.id;
    } catch {
      truth.fault = NOT_KEPT;
      show(control, control.current);
    }
    await update(); // a reading begun before this act would show the cell, and tell of it, as they were
    control.held -= 1;
    tell();
    flush();
  };

  /** @param {import("./lib/cells.js").Control} control @param {string} value */
  const choose = (control, value) => {
    show(control, value);
    return act(control, value);
  };

  if (grid) followGridKeys(grid);
  const followWritten = (control) => followNote(control, act, () => sayBusy(line), update);
  for (const control of controls) {
    if (control.place.kind === "mark") followMark(control, act);
    else if (control.place.kind === "note") followWritten(control);
  }
  if (grid) followShared(grid, shared, { act, followNote: followWritten, update });
  followPostedForms(document, async (form) => {
    if (form.querySelector("[data-submit]") === null) return "";
    await flush();
    await update();
    if (truth.waiting) return "Rendre la grille demande le réseau\u00a0: des saisies attendent encore sur cette tablette.";
    return "";
  }, (sentence) => {
    truth.fault = sentence;
    tell();
  });
  document.querySelector("[data-rescue]")?.addEventListener("click", async () => {
    const { downloadRescue } = await import("./lib/rescue.js");
    downloadRescue();
  });
  whenChangedElsewhere(() => update().then(() => {
    if (truth.waiting) flush();
  }));
  addEventListener("pageshow", (event) => {
    if (event.persisted) update().then(flush);
  });
  // A hand may have been quicker than this script.
  const early = controls.filter((control) => shownValue(control) !== control.current);
  Promise.all(early.map((control) => act(control, shownValue(control)))).then(update).then(flush);
};

/** @param {import("./lib/cells.js").Control} control @param {Function} act */
const followMark = (control, act) => {
  const { element } = control;
  element.addEventListener("change", (event) => {
    if (event.target.type === "radio") act(control, event.target.value);
  });
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.submitter?.name !== "mark" || !shownValue(control)) return;
    show(control, "");
    act(control, "");
  });
};

/** A note is kept when the hand rests, when the field or the page is left. */
const followNote = (control, act, busy, update) => {
  const { element } = control;
  let timer = 0;
  let typing = false;
  const save = async () => {
    clearTimeout(timer);
    if (!typing) return;
    typing = false;
    control.held -= 1;
    const value = shownValue(control);
    await (value === control.current ? update() : act(control, value));
  };
  element.addEventListener("input", () => {
    if (!typing) control.held += 1;
    typing = true;
    busy();
    clearTimeout(timer);
    timer = setTimeout(save, TYPING_MS);
  });
  element.addEventListener("change", save);
  document.addEventListener("visibilitychange", save);
  addEventListener("pagehide", save);
};

const line = document.getElementById("status");
if (line?.dataset.juror) {
  start(line);
  prepareForOutage(Number(line.dataset.juror), line.dataset.worker).catch(() => undefined);
}
