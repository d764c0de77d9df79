// What a tablet must do before a juror relies on it: each check gives a state, a sentence and the figure it measured.
import { done, within } from "./store.js";

/** @typedef {{state: "good" | "mind" | "bad" | "unknown", text: string, figure?: string}} Finding */

const ANSWER_MS = 8000;
const WORKER_MS = 15000;
const SLOW_MS = 1000;
const TRIES = 3;
const GAP_MS = 60000;
const NARROW = 600;
const PRIVATE = "Cette tablette ne garde pas les saisies\u00a0: elle est en navigation privée. Fermez cette fenêtre et ouvrez l’adresse dans une fenêtre normale.";
const NO_STORAGE = "Cette tablette ne garde pas les saisies. Libérez de la place, autorisez ce site à enregistrer des données, ou prenez une autre tablette.";
const INSECURE = "Hors ligne impossible à cette adresse. Ouvrez celle qui commence par https.";
const NO_SHELL = "La grille ne s’ouvrirait pas sans réseau. Rechargez cette page avec le réseau, ou prenez une autre tablette.";
const UNANSWERED = "Pas de réponse du serveur\u00a0: ";

/** @param {number} value one decimal, a French comma */
const decimal = (value) => value.toFixed(1).replace(".", ",");

/** @template T @param {Promise<T>} promise @param {number} ms @returns {Promise<T>} */
const inTime = (promise, ms) => Promise.race([
  promise,
  new Promise((_, reject) => setTimeout(reject, ms, new Error("too long"))),
]);

/** No browser says it: Safari and Firefox betray it by refusing files; Chrome looks the same in both. @returns {Promise<boolean>} */
const isPrivate = async () => {
  try {
    await navigator.storage?.getDirectory?.();
    return false;
  } catch {
    return true;
  }
};

/** Written with the durability of the answers themselves, then read again. @returns {Promise<Finding>} */
const storage = async () => {
  const value = crypto.randomUUID();
  try {
    await within(["facts"], "readwrite", ({ facts }) => done(facts.put({ name: "self-test", value })));
    const read = await within(["facts"], "readwrite", async ({ facts }) => {
      const found = await done(facts.get("self-test"));
      await done(facts.delete("self-test"));
      return found?.value;
    });
    if (read !== value) return { state: "bad", text: NO_STORAGE };
  } catch {
    return { state: "bad", text: (await isPrivate()) ? PRIVATE : NO_STORAGE };
  }
  if (await isPrivate()) return { state: "bad", text: PRIVATE };
  // A hint for the browser, no promise from it.
  await inTime(Promise.resolve(navigator.storage?.persist?.()), 1000).catch(() => undefined);
  return { state: "good", text: "Les saisies restent après un redémarrage." };
};

/** @param {{worker: string, shell: string}} addresses @returns {Promise<Finding>} */
const shell = async ({ worker, shell: page }) => {
  if (!isSecureContext) return { state: "bad", text: INSECURE };
  if (!navigator.serviceWorker) return { state: "bad", text: PRIVATE };
  try {
    await navigator.serviceWorker.register(worker).catch(() => undefined); // without network, the one that is there
    if (!(await navigator.serviceWorker.getRegistration())) return { state: "bad", text: NO_SHELL };
    await inTime(navigator.serviceWorker.ready, WORKER_MS);
    const kept = await Promise.all([page, location.pathname].map((path) => caches.match(path)));
    if (kept.includes(undefined)) return { state: "bad", text: NO_SHELL };
  } catch {
    return { state: "bad", text: NO_SHELL };
  }
  return { state: "good", text: "La grille s’ouvre sans réseau." };
};

/** @returns {Promise<Finding>} */
const screenSize = async () => {
  const [width, height] = [Math.min(screen.width, screen.height), Math.max(screen.width, screen.height)];
  const figure = `${width} × ${height}`;
  if (width < NARROW) return { state: "mind", text: `Petit, ${figure}. La grille se lit mieux sur une tablette.`, figure };
  return { state: "good", text: `${figure}, assez grand.`, figure };
};

/** The quickest of a few answers, and the server's time at its middle. @param {string} address */
const askClock = async (address) => {
  let best;
  for (let each = 0; each < TRIES; each += 1) {
    const [start, from] = [Date.now(), performance.now()];
    const answer = await fetch(address, { cache: "no-store", redirect: "error", signal: AbortSignal.timeout(ANSWER_MS) });
    const { now } = await answer.json();
    const took = performance.now() - from;
    if (!Number.isFinite(now)) throw new Error("not ours");
    if (!best || took < best.took) best = { took, gap: start + took / 2 - now };
  }
  return best;
};

/** @param {number} gap milliseconds the tablet is ahead of the server @returns {Finding} */
const clockFinding = (gap) => {
  const seconds = Math.round(Math.abs(gap) / 1000);
  const figure = seconds < 60 ? `${seconds}\u00a0s` : `${Math.round(seconds / 60)}\u00a0min`;
  if (Math.abs(gap) <= GAP_MS) return { state: "good", text: `${figure} d’écart avec le serveur.`, figure };
  const side = gap > 0 ? "d’avance" : "de retard";
  return { state: "mind", text: `${figure} ${side} sur le serveur. Réglez l’heure de la tablette sur «\u00a0automatique\u00a0».`, figure };
};

/** @param {number} took @returns {Finding} */
const networkFinding = (took) => {
  const figure = took < 100 ? "moins de 0,1\u00a0s" : `${decimal(took / 1000)}\u00a0s`;
  if (took <= SLOW_MS) return { state: "good", text: `Le serveur répond en ${figure}.`, figure };
  return { state: "mind", text: `Réseau lent\u00a0: ${figure}. Les saisies partiront plus tard, rien ne se perd.`, figure };
};

/**
 * Each finding is told as soon as it is known.
 * @param {{worker: string, shell: string, clock: string}} addresses @param {(key: string, finding: Finding) => void} tell
 * @returns {Promise<Record<string, Finding>>}
 */
export const checkTablet = async (addresses, tell) => {
  const findings = {};
  const found = (key, finding) => {
    findings[key] = finding;
    tell(key, finding);
  };
  found("screen", await screenSize());
  found("storage", await storage());
  found("shell", await shell(addresses));
  try {
    const { took, gap } = await askClock(addresses.clock);
    found("clock", clockFinding(gap));
    found("network", networkFinding(took));
  } catch {
    found("clock", { state: "unknown", text: `${UNANSWERED}heure non comparée.` });
    found("network", { state: "unknown", text: `${UNANSWERED}les saisies restent sur la tablette et partent à son retour.` });
  }
  return findings;
};
