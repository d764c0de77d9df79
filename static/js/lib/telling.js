// What this tablet tells of the work it holds: counts only, so that nobody seals a result while something is missing.
import { ask, token } from "./sending.js";
import { device, done, within } from "./store.js";

const EVERY_MS = 60000;

/** By juror and grid, « unsent » and « refused ». @param {import("./outbox.js").Operation[]} operations */
const counted = (operations) => {
  const grids = new Map();
  for (const { juror, candidate, phase, refusal } of operations) {
    const key = [juror, candidate, phase].join();
    const row = grids.get(key) ?? [juror, candidate, phase, 0, 0];
    row[refusal ? 4 : 3] += 1;
    grids.set(key, row);
  }
  return [...grids.values()];
};

/** The count and its number are read in one transaction: of two reports, the higher number is the newer count. */
const drawn = (juror, again) => within(["outbox", "facts"], "readwrite", async ({ outbox, facts }) => {
  const held = counted(await done(outbox.getAll()));
  const was = (await done(facts.get("told"))) ?? { n: 0, at: 0 };
  const what = JSON.stringify([juror, held]);
  if (!again && what === was.what && Math.abs(Date.now() - was.at) < EVERY_MS) return undefined;
  await done(facts.put({ name: "told", n: was.n + 1, what, at: Date.now() }));
  return { n: was.n + 1, held };
});

/**
 * Told when the count has changed, after an outage, and every minute while the page is in sight.
 * @param {string} address @param {number} juror
 * @returns {() => Promise<void>} to call after each sending, whatever became of it
 */
export const startTelling = (address, juror) => {
  let missed = false;
  const tell = async () => {
    try {
      const report = await drawn(juror, missed);
      if (!report) return;
      missed = true;
      const headers = { "Content-Type": "application/json", "X-CSRFToken": token() };
      missed = !(await ask(address, { method: "POST", headers, body: JSON.stringify({ device: await device(), ...report }) })).ok;
    } catch {
      // The next sending, or the next minute, tells.
    }
  };
  setInterval(() => {
    if (document.visibilityState === "visible") tell();
  }, EVERY_MS);
  return tell;
};
