// One sending of unsent work, and what is made of the answer. Whatever is not our JSON is an outage.
import { device } from "./store.js";
import { kept, settle } from "./outbox.js";

const LONGEST_MS = 8000;
const MOST = 50;
const CAREFUL = 8;
const SENT = ["id", "candidate", "phase", "kind", "cell", "value", "base", "after", "made_at"];

/** The token as it is now: logging in draws another. */
export const token = () => document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1] ?? "";

/** @param {string} address @param {RequestInit} options */
export const ask = (address, options) => fetch(address, {
  redirect: "error",
  cache: "no-store",
  credentials: "same-origin",
  signal: AbortSignal.timeout(LONGEST_MS),
  ...options,
});

/** @typedef {import("./outbox.js").Operation} Operation */

/** @param {{synchronise: string}} addresses @param {number} juror @param {Operation[]} operations */
const post = async (addresses, juror, operations) => {
  const ops = operations.map((one) => Object.fromEntries(SENT.map((name) => [name, one[name]])));
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() };
  const body = JSON.stringify({ juror, device: await device(), ops });
  const answer = await ask(addresses.synchronise, { method: "POST", headers, body });
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Error("not ours");
  return { status: answer.status, told: await answer.json() };
};

/**
 * Sends what this juror has waiting, oldest first.
 * @param {{synchronise: string, token: string}} addresses @param {number} juror
 * @param {boolean} careful after a failure: a smaller sending is answered sooner, and what is answered never goes again
 * @returns {Promise<"done" | "outage" | "logged-out" | "someone-else">}
 */
export const send = async (addresses, juror, careful) => {
  let most = careful ? CAREFUL : MOST;
  let renewed = false;
  for (;;) {
    const waiting = (await kept()).filter((one) => one.juror === juror && !one.refusal).slice(0, most);
    if (!waiting.length) return "done";
    const { status, told } = await post(addresses, juror, waiting);
    if (status === 401) return "logged-out";
    if (status === 409) return "someone-else";
    if (status === 403 && !renewed) {
      renewed = true;
      const answer = await ask(addresses.token, {});
      if (answer.status === 401) return "logged-out";
    } else if (status === 400 && waiting.length > 1) {
      most = 1;
    } else if (status === 400) {
      await settle(waiting[0], { outcome: "refused", reason: told.reason });
    } else if (status === 200) {
      await settleAll(waiting, told.results);
    } else {
      return "outage";
    }
  }
};

/** @param {Operation[]} waiting @param {{id: string, outcome: string, reason: string}[]} results */
const settleAll = async (waiting, results) => {
  const answered = new Map(results.map((result) => [result.id, result]));
  if (!waiting.some((one) => answered.has(one.id))) throw new Error("not ours");
  for (const one of waiting) {
    const result = answered.get(one.id);
    if (result) await settle(one, result);
  }
};
