// The server's hour: a tablet's own clock may be wrong, so what is between them is measured at each answer.
import { done, within } from "./store.js";

let offset = 0;

/** Milliseconds since the epoch, by the server's clock as last measured. */
export const serverNow = () => Date.now() + offset;

/** What was measured before, for a tablet that starts without network. */
export const recallClock = async () => {
  const known = await within(["facts"], "readonly", ({ facts }) => done(facts.get("clock")));
  offset = known?.value ?? 0;
};

/** @param {string} told the server's hour, given somewhere between `sent` and `received` @param {number} sent @param {number} received */
export const measureClock = (told, sent, received) => {
  offset = Date.parse(told) - (sent + received) / 2;
  return within(["facts"], "readwrite", ({ facts }) => done(facts.put({ name: "clock", value: offset })));
};
