// The cells of a grid on the page: what each shows, and where two tablets of the juror differ.
import { learn, sameCell } from "./outbox.js";

const WORDS = { O: "Oui", N: "Non", "": "rien" };

/**
 * @typedef {import("./outbox.js").Place} Place
 * @typedef {import("./outbox.js").Seen} Seen
 * @typedef {{place: Place, element: HTMLElement, seen: Seen, current: string, last: string | null, held: number}} Control
 * `current` is what is kept, here or on the server; `held` while the hand is on it, or what it did is not kept yet.
 */

/** @param {HTMLElement} grid @returns {Control[]} */
export const controlsOf = (grid) => {
  const { candidate, phase } = grid.dataset;
  return [...grid.querySelectorAll("[data-mark], [data-note]")].map((element) => {
    const kind = element.dataset.mark === undefined ? "note" : "mark";
    const place = { candidate: Number(candidate), phase, kind, cell: element.dataset[kind] };
    const value = kind === "mark" ? element.dataset.value : element.defaultValue;
    const seen = { value, revision: Number(element.dataset.revision), rivals: JSON.parse(element.dataset.rivals) };
    return { place, element, seen, current: value, last: null, held: 0 };
  });
};

/** @param {HTMLElement} element */
const holdsRadios = (element) => element.matches("form, fieldset");

/** @param {Control} control */
export const shownValue = ({ element, paint, current }) => {
  if (paint) return current;
  if (element.type === "checkbox") return element.checked ? "1" : "";
  if (!holdsRadios(element)) return element.value.trim();
  return element.querySelector("input[type=radio]:checked")?.value ?? "";
};

/** @param {Control} control @param {string} value */
export const show = ({ element, paint, after }, value) => {
  if (paint) paint(value);
  else if (element.type === "checkbox") element.checked = value === "1";
  else if (holdsRadios(element)) {
    for (const radio of element.querySelectorAll("input[type=radio]")) radio.checked = radio.value === value;
  } else if (element.value.trim() !== value) {
    element.value = value;
    if (value) element.closest("details")?.setAttribute("open", "");
  }
  after?.(value);
};

/**
 * Shows each cell as it is: what waits on this tablet, else the newest that the server told.
 * @param {number} juror @param {Control[]} controls @param {import("./outbox.js").Operation[]} waiting
 * @param {(control: Control, value: string) => void} choose
 * @returns {Promise<number>} how many cells wait for a choice
 */
export const refresh = async (juror, controls, waiting, choose) => {
  let disputes = 0;
  await learn(juror, controls);
  for (const control of controls) {
    const own = waiting.filter((one) => sameCell(one, control.place)).at(-1);
    control.current = own ? own.value : control.seen.value;
    if (!control.held) show(control, control.current);
    const rivals = own ? [] : control.seen.rivals;
    disputes += rivals.length ? 1 : 0;
    showDispute(control, rivals, choose);
  }
  count(controls);
  return disputes;
};

/** Counts, map and next blank, as the page stands. @param {Control[]} controls */
export const count = (controls) => {
  const marks = controls.filter(({ place }) => place.kind === "mark");
  const missing = marks.filter((control) => !shownValue(control)).map(({ place }) => place.cell);
  showState(document, { filled: marks.length - missing.length, missing });
};

/** Both values, and one button for each: to choose is to tick again, having seen. @param {Control} control */
const showDispute = (control, rivals, choose) => {
  const { place, element, seen, jury } = control;
  const box = element.closest("form");
  const id = `dispute-${place.kind}-${place.cell}`;
  document.getElementById(id)?.remove();
  if (!rivals.length) return;
  const values = [...new Set([seen.value, ...rivals.map((rival) => rival.value)])];
  const told = control.told ?? ((value) => (place.kind === "mark" ? WORDS[value] : `«\u00a0${value || "rien"}\u00a0»`));
  const panel = document.createElement("div");
  panel.id = id;
  panel.className = "crit-note kept-note flex-wrap";
  const sentence = document.createElement("p");
  sentence.className = "w-100 m-0";
  const whose = jury
    ? `deux jurés diffèrent, ${seen.by ? `${seen.by}, ` : ""}${told(seen.value)}, et ${rivals.map(({ by, value }) => `${by}, ${told(value)}`).join(", et ")}`
    : `vos deux tablettes diffèrent, ${values.map(told).join(" et ")}`;
  sentence.textContent = `${jury ? "Jury" : place.cell}\u00a0: ${whose}. Que gardez-vous\u00a0?`;
  panel.append(sentence);
  for (const value of values) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-2";
    button.textContent = `Garder ${told(value)}`;
    button.addEventListener("click", () => choose(control, value));
    panel.append(button);
  }
  box.append(panel);
};

/** How far the grid is: counts, map, next blank. @param {Document} part @param {{filled: number, missing: string[]}} state */
const showState = (part, state) => {
  const missing = new Set(state.missing);
  for (const link of part.querySelectorAll(".map a")) {
    const code = link.getAttribute("href").slice(1);
    link.classList.toggle("full", !missing.has(code));
    link.setAttribute("aria-label", `${code}, ${missing.has(code) ? "vide" : "renseigné"}`);
  }
  for (const count of part.querySelectorAll("[data-count]")) {
    const codes = [...part.querySelectorAll(`#${count.dataset.count} .crit`)].map((form) => form.id);
    count.textContent = `${codes.filter((code) => !missing.has(code)).length} sur ${codes.length}`;
  }
  const filled = part.querySelector("[data-filled]");
  if (filled) filled.textContent = String(state.filled);
  const next = part.querySelector("[data-next-blank]");
  if (next) {
    next.hidden = missing.size === 0;
    next.setAttribute("href", `#${state.missing[0] ?? ""}`);
  }
  const submit = part.querySelector("[data-submit]");
  if (submit) submit.disabled = missing.size > 0;
  const words = part.querySelector("#missing");
  if (words) words.textContent = missing.size ? `Il manque ${state.missing.join(", ")}.` : "";
};
