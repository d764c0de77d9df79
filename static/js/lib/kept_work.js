// What is kept on this tablet and will not go by itself: refused work until somebody deals with it, another juror's work.
import { entries } from "./status_line.js";

const WORDS = { O: "Oui", N: "Non", "": "vide" };

/** @param {string} tag @param {string} text @param {string} [style] */
const made = (tag, text, style = "") => {
  const element = document.createElement(tag);
  element.textContent = text;
  if (style) element.className = style;
  return element;
};

/** @param {import("./outbox.js").Operation} operation */
const told = ({ kind, cell, value, about, label }) => {
  if (label) return `${label}, ${about}.`;
  const what = kind === "mark" ? WORDS[value] : `note «\u00a0${value}\u00a0»`;
  return `${cell}\u00a0: ${what}, ${about}.`;
};

/**
 * @param {HTMLElement | null} section @param {import("./outbox.js").Operation[]} operations @param {number} juror
 * @param {(operation: import("./outbox.js").Operation) => void} letGo
 */
export const showKeptWork = (section, operations, juror, letGo) => {
  if (!section) return;
  const refused = operations.filter((one) => one.juror === juror && one.refusal);
  const others = new Map();
  for (const one of operations) if (one.juror !== juror) others.set(one.name, (others.get(one.name) ?? 0) + 1);
  section.hidden = !refused.length && !others.size;
  const list = section.querySelector("ul");
  const standing = new Map([...list.children].map((item) => [item.dataset.operation, item]));
  // A refusal that stands keeps its element: what a hand has unfolded in it stays so at the next reading.
  const items = refused.map((operation) => standing.get(operation.id) ?? refusedItem(operation, letGo));
  for (const [name, count] of others) {
    const [verb, next] = count > 1 ? ["attendent", "Elles partiront"] : ["attend", "Elle partira"];
    items.push(made("li", `${entries(count)} de ${name} ${verb} sur cette tablette. ${next} à sa prochaine connexion.`));
  }
  const shown = [...list.children];
  if (shown.length !== items.length || items.some((item, at) => item !== shown[at])) list.replaceChildren(...items);
};

/** @param {import("./outbox.js").Operation} operation @param {(operation: object) => void} letGo */
const refusedItem = (operation, letGo) => {
  const item = made("li", "");
  item.dataset.operation = operation.id;
  item.append(made("b", told(operation)), ` ${operation.refusal.reason} `);
  const more = document.createElement("details");
  more.append(made("summary", "Retirer…", "btn-3"));
  more.append(made("p", "Elle quittera cette tablette sans avoir été prise par le serveur. Notez-la avant s’il le faut."));
  const button = made("button", "Retirer cette saisie", "btn btn-2");
  button.type = "button";
  button.addEventListener("click", () => letGo(operation));
  more.append(button);
  item.append(more);
  return item;
};

/** In the day: the grids of which something waits here say so, instead of what the server knew. @param {import("./outbox.js").Operation[]} waiting */
export const showWaiting = (waiting) => {
  for (const row of document.querySelectorAll("[data-sheet]")) {
    const count = waiting.filter(({ candidate, phase }) => row.dataset.sheet === `${candidate}/${phase}`).length;
    const [known, chip] = row.querySelectorAll(".st");
    known.hidden = count > 0;
    chip.hidden = count === 0;
    chip.lastChild.textContent = ` À synchroniser (${count})`;
  }
};
