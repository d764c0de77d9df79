import { MINUTES, clock } from "./board_geometry.js";

export const board = () => document.getElementById("board");
export const rows = () => Number(board().dataset.rows);
/** A passage of the board, or somebody to place. @param {string} id */
export const source = (id) => document.querySelector(`#planning [data-candidate="${id}"]`);
/** Minutes of the day at which the board begins. */
export const dayStart = () => {
  const [hours, minutes] = board().dataset.start.split(":").map(Number);
  return hours * 60 + minutes;
};
/** @param {number} row */
export const hour = (row) => clock(dayStart() + row * MINUTES);
/** @param {Element} one */
export const nameOf = (one) => one.querySelector(".slot-name, .to-place-name").textContent.trim();
/** What takes the focus of a passage, or of somebody to place. @param {Element} one */
export const handleOf = (one) => one.querySelector(".slot-name, [data-take]");

/** The line that tells what is held and what was done, and the one act that goes with it. */
export const say = (text, button = "") => {
  document.getElementById("board-said").textContent = text;
  const more = document.getElementById("board-hand-act");
  more.textContent = button;
  more.hidden = !button;
};

/** What can be undone, what can be done again. @param {import("./board_history.js").History} log */
export const showHistory = (log) => {
  for (const [id, deed] of [["board-undo", log.last], ["board-redo", log.next]]) {
    const button = document.getElementById(id);
    button.hidden = false;
    button.disabled = !deed;
  }
};

/** What JavaScript adds to a board just come: a grip on each passage, what its keys do. */
export const dress = () => {
  for (const one of document.querySelectorAll("#planning [data-candidate]")) {
    handleOf(one).setAttribute("role", "button");
    handleOf(one).setAttribute("aria-describedby", "board-help");
    if (!("locked" in one.dataset)) one.append(grip(nameOf(one)));
  }
};

const grip = (name) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "grip";
  button.tabIndex = -1;
  button.setAttribute("aria-label", `Prendre ${name}`);
  button.textContent = "⠿";
  return button;
};

/** The ground under a point and the row there, the part that was grabbed counted. */
export const under = (x, y, grabbed = 0) => {
  const ground = document.elementFromPoint(x, y)?.closest(".board-ground[data-column]");
  if (!ground) return null;
  const { top, height } = ground.getBoundingClientRect();
  const row = Math.round((y - top - grabbed) / (height / rows()) - (grabbed ? 0 : 0.5));
  return { ground, row: Math.min(Math.max(row, 0), rows() - 1) };
};
