// What the jurors of a panel write together: who plays the client, the changes, the proposal's parts, the timer.
import { told as hour } from "./clock.js";
import { measureClock, recallClock, serverNow } from "./server_clock.js";
import { showTimer, timerControls } from "./timer.js";

const EVERY_MS = 5000;
const SLOWEST_MS = 30000;
const LONGEST_MS = 8000;
const NOTHING = { value: "", revision: 0, rivals: [] };

/** @typedef {import("./cells.js").Control} Control */

/** @param {HTMLElement} grid @returns {Control[]} */
export const sharedControls = (grid) => {
  const { candidate, phase } = grid.dataset;
  const known = JSON.parse(grid.dataset.sharedCells);
  const fresh = (kind, cell) => {
    const seen = known.find((one) => one.kind === kind && one.cell === cell && one.phase === phase) ?? NOTHING;
    return { place: { candidate: Number(candidate), phase, kind, cell }, seen, current: seen.value, last: null, held: 0, jury: true };
  };
  const fields = [...grid.querySelectorAll("[data-shared]")].map((element) => {
    const control = { ...fresh(element.dataset.shared, element.dataset.cell), element, told: (value) => worded(control, value) };
    control.label = (value) => `${legendOf(element)}\u00a0: ${control.told(value)}`;
    if (control.place.kind === "announced") control.paint = (value) => paintAnnounced(grid, element, value);
    if (control.place.kind === "client") control.after = (value) => paintPlayed(grid, value);
    return control;
  });
  const bar = grid.querySelector("#timer");
  return bar ? [...fields, ...timerControls(bar, fresh)] : fields;
};

/** @param {HTMLElement} element */
const legendOf = (element) => (element.labels?.[0] ?? element.closest("fieldset")?.querySelector("legend"))?.textContent.trim() ?? `Changement ${element.dataset.cell} annoncé`;

/** A value as the page words it. @param {Control} control @param {string} value */
const worded = ({ element, place }, value) => {
  if (!value) return place.kind === "part" ? "Non" : "rien";
  if (place.kind === "part") return "Oui";
  if (place.kind === "announced") return "oui";
  const choice = element.matches("fieldset") && element.querySelector(`input[value="${CSS.escape(value)}"]`);
  if (choice) return choice.labels[0].textContent;
  const option = [...(element.options ?? [])].find((one) => one.value === value);
  return option ? option.textContent : `«\u00a0${value}\u00a0»`;
};

const paintAnnounced = (grid, form, value) => {
  const [line, button] = [form.querySelector("p"), form.querySelector("button[value='1']")];
  line.hidden = !value;
  button.hidden = Boolean(value);
  button.disabled = !document.getElementById(form.dataset.text).value.trim();
  if (value) form.querySelector("[data-told]").textContent = `annoncé à ${hour(Date.parse(value), grid.querySelector("#timer").dataset.zone)}`;
};

const paintPlayed = (grid, value) => {
  const summary = grid.querySelector("[data-part-played]");
  const plays = value === summary.dataset.partPlayed;
  summary.textContent = !value ? "qui joue le client\u00a0?" : plays ? "vous jouez le client" : "vous observez";
  grid.querySelector("[data-later]").hidden = !plays;
  grid.querySelector("[data-observes]").hidden = plays || !value;
};

/**
 * @param {HTMLElement} grid @param {Control[]} controls
 * @param {{act: Function, followNote: (control: Control) => void, update: () => Promise<void>}} hand
 */
export const followShared = (grid, controls, { act, followNote, update }) => {
  for (const control of controls) {
    const { element, place } = control;
    if (place.kind === "timer") continue;
    if (element.matches("textarea")) followNote(control);
    else if (place.kind === "announced") {
      element.addEventListener("submit", (event) => {
        event.preventDefault();
        act(control, control.current ? "" : new Date(serverNow()).toISOString());
      });
      document.getElementById(element.dataset.text).addEventListener("input", () => control.paint(control.current));
    } else {
      const value = ({ target }) => (target.type === "checkbox" ? (target.checked ? "1" : "") : target.value);
      element.addEventListener("change", (event) => act(control, value(event)));
    }
    element.form?.addEventListener("submit", (event) => event.preventDefault());
  }
  const bar = grid.querySelector("#timer");
  if (!bar) return;
  showTimer(bar, document.getElementById("timer-steps"), controls.filter((one) => one.step), act);
  recallClock().catch(() => undefined);
  listen(bar.dataset.sharedAddress, controls, update);
};

/** What the other tablets of the panel did, and the server's hour, every few seconds while the page is looked at. */
const listen = (address, controls, update) => {
  let pause = EVERY_MS;
  let timer = 0;
  const ask = async () => {
    clearTimeout(timer);
    try {
      if (document.visibilityState === "visible") await learn(address, controls, update);
      pause = EVERY_MS;
    } catch {
      pause = Math.min(pause * 2, SLOWEST_MS);
    }
    clearTimeout(timer);
    timer = setTimeout(ask, pause);
  };
  addEventListener("online", ask);
  document.addEventListener("visibilitychange", ask);
  ask();
};

const learn = async (address, controls, update) => {
  const sent = Date.now();
  const answer = await fetch(address, { redirect: "error", cache: "no-store", credentials: "same-origin", signal: AbortSignal.timeout(LONGEST_MS) });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const { now, cells } = await answer.json();
  await measureClock(now, sent, Date.now());
  let isNews = false;
  for (const control of controls) {
    const { phase, kind, cell } = control.place;
    const told = cells.find((one) => one.phase === phase && one.kind === kind && one.cell === cell);
    if (!told || told.revision < control.seen.revision) continue;
    isNews ||= JSON.stringify([told.value, told.revision, told.rivals]) !== JSON.stringify([control.seen.value, control.seen.revision, control.seen.rivals]);
    control.seen = told;
  }
  if (isNews) await update();
};
