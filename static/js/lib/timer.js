// The timer of an épreuve, the same on every tablet of the panel: one tap starts a step, which a fold sets right.
import { told as hour } from "./clock.js";
import { serverNow } from "./server_clock.js";
import { leftOf, length } from "./timer_words.js";

const MINUTE_MS = 60000;
const EVERY_MS = 1000;

/** @typedef {import("./cells.js").Control & {step: {kind: string, label: string, seconds: number, reserve: number}}} StepControl */

/** Moment of a start, kept here or on the server. @param {StepControl} control */
const startOf = ({ current }) => (current ? Date.parse(current.replace("=", "")) : NaN);

/**
 * @param {HTMLElement} bar @param {(kind: string, cell: string) => object} fresh what a control is made of
 * @returns {StepControl[]} one by step
 */
export const timerControls = (bar, fresh) => JSON.parse(bar.dataset.timer).map((step) => ({
  ...fresh("timer", step.kind),
  step,
  element: bar,
  paint: () => undefined,
  label: (value) => `Chronomètre, ${step.label}\u00a0: ${value ? `départ à ${hour(Date.parse(value.replace("=", "")), bar.dataset.zone)}` : "départ annulé"}`,
}));

/**
 * @param {HTMLElement} bar @param {HTMLElement} fold @param {StepControl[]} controls
 * @param {(control: StepControl, value: string) => void} act
 */
export const showTimer = (bar, fold, controls, act) => {
  const [left, next, list, warning] = [bar.querySelector("[data-left]"), bar.querySelector("[data-next]"), fold.querySelector("ul"), fold.querySelector("[data-warning]")];
  const start = (control) => act(control, new Date(serverNow()).toISOString());
  const underWay = () => controls.filter((one) => one.current).sort((a, b) => startOf(a) - startOf(b)).at(-1);

  const following = () => controls.slice(controls.indexOf(underWay()) + 1).find((one) => !one.current);
  next.addEventListener("click", () => start(following()));

  const tick = () => {
    const now = underWay();
    const said = now ? leftOf(now.step, (serverNow() - startOf(now)) / 1000) : { text: "", warns: "" };
    if (left.textContent !== said.text) left.textContent = said.text;
    bar.classList.toggle("soon", Boolean(said.warns));
    if (warning.textContent !== said.warns) warning.textContent = said.warns;
  };

  const button = (text, control, value) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-3";
    made.append(text);
    const more = document.createElement("span");
    more.className = "visually-hidden";
    more.textContent = `, ${control.step.label}`;
    made.append(more);
    made.addEventListener("click", () => act(control, value()));
    return made;
  };
  const moved = (control, by) => () => `=${new Date(startOf(control) + by).toISOString()}`;

  const item = (control) => {
    const { step, current, seen } = control;
    const line = document.createElement("li");
    const reserve = step.reserve ? `, puis ${length(step.reserve)} de réserve` : "";
    const name = document.createElement("b");
    name.textContent = step.label;
    line.append(name, ` ${length(step.seconds)}${reserve}`);
    if (!current) {
      line.append(" ", button("Démarrer", control, () => new Date(serverNow()).toISOString()));
      return line;
    }
    const kept = current !== seen.value;
    const who = kept ? ", pas encore envoyé" : `, ${seen.by}${seen.late ? " (heure de la tablette, reçue plus tard)" : ""}`;
    line.append(` · départ à ${hour(startOf(control), bar.dataset.zone)}${who} `);
    line.append(button("1\u00a0min plus tôt", control, moved(control, -MINUTE_MS)));
    line.append(button("1\u00a0min plus tard", control, moved(control, MINUTE_MS)));
    line.append(button("Annuler le départ", control, () => ""));
    return line;
  };

  let drawn = "";
  const paint = () => {
    const state = JSON.stringify(controls.map(({ current, seen }) => [current, seen.value, seen.by, seen.late]));
    if (state !== drawn) {
      drawn = state;
      const had = list.contains(document.activeElement);
      list.replaceChildren(...controls.map(item));
      if (had) fold.querySelector("summary").focus();
      const upcoming = following();
      next.hidden = !upcoming || "closed" in next.dataset;
      if (upcoming) next.textContent = `Démarrer\u00a0: ${upcoming.step.label.toLowerCase()}`;
    }
    tick();
  };
  for (const control of controls) control.paint = paint;
  paint();
  setInterval(tick, EVERY_MS);
};
