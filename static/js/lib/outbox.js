// Unsent work: each tick or note on the disk before any network call, there until the server has answered for it.
import { done, within } from "./store.js";

/**
 * @typedef {{candidate: number, phase: string, kind: string, cell: string}} Place
 * @typedef {{id: string, value: string, made_at: string | null}} Rival
 * @typedef {{value: string, revision: number, rivals: Rival[], by?: string, late?: boolean}} Seen
 * @typedef {Place & {n?: number, id: string, juror: number, name: string, about: string, label?: string, value: string, base: number,
 *   after: string | null, made_at: string, refusal: {outcome: string, reason: string} | null}} Operation
 */

const CHANNEL = "ntc_cert";
const channel = new BroadcastChannel(CHANNEL);

/** @param {Place} a @param {Place} b */
export const sameCell = (a, b) => a.candidate === b.candidate && a.phase === b.phase && a.kind === b.kind && a.cell === b.cell;

/** @param {number} juror @param {Place} place */
const keyOf = (juror, { candidate, phase, kind, cell }) => [juror, candidate, phase, kind, cell].join("/");

/** The other tabs of this tablet read again what is kept. */
const changed = () => channel.postMessage("changed");

/** @param {() => void} act whenever another tab has changed what is kept */
export const whenChangedElsewhere = (act) => channel.addEventListener("message", act);

/** @returns {Promise<Operation[]>} everything kept, in the order it was done */
export const kept = () => within(["outbox"], "readonly", ({ outbox }) => done(outbox.getAll()));

/**
 * Keeps one act; `after` names the one before it on that cell, whose answer this page may not have seen yet: to change
 * one's mind is no dispute with oneself.
 * @param {Omit<Operation, "n" | "id" | "made_at" | "refusal">} act @returns {Promise<Operation>}
 */
export const keep = async (act) => {
  const operation = await within(["outbox"], "readwrite", async ({ outbox }) => {
    const before = (await done(outbox.getAll())).filter((one) => one.juror === act.juror && !one.refusal && sameCell(one, act));
    const made = { id: crypto.randomUUID(), after: before.at(-1)?.id ?? act.after, made_at: new Date().toISOString(), refusal: null };
    const full = { ...act, ...made };
    await done(outbox.add(full));
    return full;
  });
  changed();
  return operation;
};

/**
 * What the server answered: taken, the act leaves and the cell is known; refused, it stays with its reason.
 * @param {Operation} operation @param {{outcome: string, reason: string} & Partial<Seen>} result
 */
export const settle = async (operation, result) => {
  await within(["outbox", "cells"], "readwrite", async ({ outbox, cells }) => {
    if (result.outcome === "applied" || result.outcome === "conflict") await done(outbox.delete(operation.n));
    else await done(outbox.put({ ...operation, refusal: { outcome: result.outcome, reason: result.reason } }));
    if (result.revision !== undefined) await done(cells.put(cellOf(operation.juror, operation, result)));
  });
  changed();
};

/** Somebody has read why it was refused, and lets it go. @param {Operation} operation */
export const letGo = async (operation) => {
  await within(["outbox"], "readwrite", ({ outbox }) => done(outbox.delete(operation.n)));
  changed();
};

/** @param {number} juror @param {Place} place @param {Seen} seen */
const cellOf = (juror, place, seen) => ({ key: keyOf(juror, place), juror, value: seen.value, revision: seen.revision, rivals: seen.rivals, by: seen.by, late: seen.late });

/**
 * Of what the page was made with and what the tablet has learnt since, the newer, cell by cell.
 * @template {{place: Place, seen: Seen}} T
 * @param {number} juror @param {T[]} controls
 */
export const learn = (juror, controls) => within(["cells"], "readwrite", async ({ cells }) => {
  for (const control of controls) {
    const known = await done(cells.get(keyOf(juror, control.place)));
    if (known && known.revision > control.seen.revision) control.seen = known;
    else if (!known || known.revision < control.seen.revision) await done(cells.put(cellOf(juror, control.place, control.seen)));
  }
});
