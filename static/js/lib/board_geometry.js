/** Minutes of a row of the board. */
export const MINUTES = 5;

/**
 * @typedef {{first: number, last: number, reason: string, room: number | null}} Starts
 * @typedef {{from: number, to: number, reason: string}} Ground rows from one to the other, both included
 */

/** @param {[number, number, string, number | null][]} starts @returns {Starts[]} */
export const readStarts = (starts) => starts.map(([first, last, reason, room]) => ({ first, last, reason, room }));

/**
 * What is said of a start: it stands in one of the stretches, or after them all.
 * @param {Starts[]} starts @param {number} row
 */
export const startAt = (starts, row) => starts.find(({ first, last }) => first <= row && row <= last);

/**
 * Ground that a passage of so many rows may cover: from its first start to the end of its last one.
 * @param {Starts[]} starts @param {number} height @param {number} rows
 */
export const possibleGround = (starts, height, rows) => {
  const found = [];
  for (const { first, last, reason } of starts) {
    if (reason) continue;
    const to = Math.min(last + height - 1, rows - 1);
    const previous = found.at(-1);
    if (previous && first <= previous.to + 1) previous.to = to;
    else found.push({ from: first, to, reason: "" });
  }
  return found;
};

/**
 * The rest, each part with the reason that holds over most of it.
 * @param {Starts[]} starts @param {Ground[]} possible @param {number} rows
 */
export const impossibleGround = (starts, possible, rows) => {
  const found = [];
  let free = 0;
  for (const { from, to } of [...possible, { from: rows, to: rows }]) {
    if (free < from) found.push(...told(starts, free, from - 1));
    free = Math.max(free, to + 1);
  }
  return found;
};

/** @param {Starts[]} starts @param {number} from @param {number} to @returns {Ground[]} */
const told = (starts, from, to) =>
  starts
    .filter(({ first, last, reason }) => reason && first <= to && from <= last)
    .map(({ first, last, reason }) => ({ from: Math.max(first, from), to: Math.min(last, to), reason }));

/**
 * The start meant by a touch of the ground: that row, or the last possible one whose passage would cover it.
 * @param {Starts[]} starts @param {number} row @param {number} height
 */
export const startMeant = (starts, row, height) => {
  if (!startAt(starts, row)?.reason) return row;
  const near = starts.filter(({ first, last, reason }) => !reason && first <= row && row <= last + height - 1);
  return near.length ? Math.min(row, near.at(-1).last) : row;
};

/** « 9 h 05 » @param {number} minutes of the day */
export const clock = (minutes) => {
  const inDay = ((minutes % 1440) + 1440) % 1440;
  return `${Math.floor(inDay / 60)}\u00a0h\u00a0${String(inDay % 60).padStart(2, "0")}`;
};

/** « 09:05 » @param {number} minutes of the day */
export const typed = (minutes) =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
