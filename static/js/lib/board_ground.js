import { impossibleGround, possibleGround } from "./board_geometry.js";

const WORDS_TAKE = 5;
const SPRITE = () => document.querySelector("use[href*='icons']")?.getAttribute("href").replace(/#.*/, "") ?? "";

export const grounds = () => [...document.querySelectorAll("#board .board-ground[data-column]")];

/** @param {string} name */
const icon = (name) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${SPRITE()}#${name}`);
  svg.append(use);
  return svg;
};

const drawn = (className, row, height) => {
  const part = document.createElement("div");
  part.className = `${className} y-${row} h-${height}`;
  part.setAttribute("aria-hidden", "true");
  return part;
};

/**
 * Impossible ground sunken with its reason in words, possible ground outlined.
 * @param {Record<string, import("./board_geometry.js").Starts[]>} columns @param {number} height @param {number} rows
 */
export const showGround = (columns, height, rows) => {
  hideGround();
  for (const ground of grounds()) {
    const starts = columns[ground.dataset.column];
    if (!starts) continue;
    const possible = possibleGround(starts, height, rows);
    const first = ground.firstChild;
    for (const { from, to, reason } of impossibleGround(starts, possible, rows)) {
      ground.insertBefore(drawn("ground-no", from, to - from + 1), first);
      const place = widest(ground, from, to);
      if (place.height >= WORDS_TAKE) ground.insertBefore(words(place, reason), first);
    }
    for (const { from, to } of possible) ground.insertBefore(drawn("ground-yes", from, to - from + 1), first);
  }
};

export const hideGround = () => {
  for (const part of document.querySelectorAll(".ground-no, .ground-yes, .ghost")) part.remove();
};

const words = ({ row, height }, reason) => {
  const part = drawn("ground-no words", row, height);
  const said = document.createElement("span");
  said.textContent = reason;
  part.append(icon("octagon"), said);
  return part;
};

/** The longest part of these rows that no passage hides. */
const widest = (ground, from, to) => {
  const taken = [...ground.querySelectorAll(".slot")].map(({ dataset }) => [+dataset.row, +dataset.row + +dataset.height]);
  let best = { row: from, height: 0 };
  let free = from;
  for (const [start, end] of [...taken.sort((a, b) => a[0] - b[0]), [to + 1, to + 1]]) {
    const height = Math.min(start, to + 1) - free;
    if (height > best.height) best = { row: free, height };
    free = Math.max(free, end);
  }
  return best;
};

/** Where the one who is held would stand. */
export const showGhost = (ground, row, height, title, said, isPossible) => {
  document.querySelector(".ghost")?.remove();
  const ghost = drawn(isPossible ? "ghost" : "ghost no", row, height);
  const head = document.createElement("b");
  head.append(icon(isPossible ? "check" : "octagon"), title);
  const more = document.createElement("span");
  more.textContent = said;
  ghost.append(head, more);
  ground.append(ghost);
  return ghost;
};
