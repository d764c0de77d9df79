// When to send: at once, then after a growing pause, for as long as something waits. One sending at a time per tablet.
import { send } from "./sending.js";

const FIRST_MS = 1000;
const LAST_MS = 15000;

/**
 * @param {{synchronise: string, token: string}} addresses @param {number} juror
 * @param {(state: "sending" | "done" | "outage" | "logged-out" | "someone-else") => void} tell
 */
export const startFlusher = (addresses, juror, tell) => {
  let failures = 0;
  let timer = 0;
  let again = false;
  /** @type {Promise<void> | undefined} */
  let current;

  const attempt = async () => {
    try {
      return await navigator.locks.request("ntc_cert_sending", () => send(addresses, juror, failures > 0));
    } catch {
      return "outage";
    }
  };

  const run = async () => {
    clearTimeout(timer);
    let state;
    do {
      again = false;
      state = await attempt();
    } while (again && state === "done");
    failures = state === "done" ? 0 : failures + 1;
    if (failures) {
      const pause = Math.min(FIRST_MS * 2 ** (failures - 1), LAST_MS);
      timer = setTimeout(flush, pause * (0.5 + Math.random() / 2));
    }
    current = undefined;
    tell(state);
  };

  /** What is done while a sending is under way goes with the next; resolved once nothing more is under way. */
  const flush = () => {
    if (current) again = true;
    current ??= run();
    return current;
  };

  addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") flush();
  });
  return flush;
};
