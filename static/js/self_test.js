// « Tester cette tablette »: the checks one after the other, what to do, and the result for whoever organises.
import { checkTablet } from "./lib/tablet_checks.js";
import { token } from "./lib/sending.js";
import { device } from "./lib/store.js";

const CHIPS = { good: ["conf", "check"], mind: ["avert", "triangle"], bad: ["bloq", "octagon"], unknown: ["libre", "circle"] };
const STATES = { good: "en ordre", mind: "à surveiller", bad: "à régler", unknown: "non vérifié" };
const READY = "Cette tablette est prête.";
const HALF = "Cette tablette garde les saisies.";
const LEFT = "L’heure et le réseau restent à vérifier\u00a0: recommencez quand le réseau répond.";
const NOT_READY = "Cette tablette n’est pas prête.";
const NOT_TOLD = "Résultat non envoyé\u00a0: pas de réponse du serveur. Recommencez quand le réseau répond.";
const NOBODY = "Résultat non gardé. Entrez avec votre badge, puis recommencez\u00a0: le responsable de session le verra.";

const section = document.getElementById("self-test");
const again = document.getElementById("again");

/** @param {string} id @param {string} text */
const say = (id, text) => {
  document.getElementById(id).textContent = text;
};

/** @param {string} key @param {import("./lib/tablet_checks.js").Finding} finding */
const tell = (key, { state, text }) => {
  const row = section.querySelector(`[data-line=${key}]`);
  const [chip, icon] = CHIPS[state];
  row.querySelector(".icon-box").className = `icon-box st-${chip}`;
  const use = row.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${icon}`));
  const spoken = document.createElement("span");
  spoken.className = "visually-hidden";
  spoken.textContent = `${STATES[state]}. `;
  row.querySelector("small").replaceChildren(spoken, text);
};

/** @param {Record<string, import("./lib/tablet_checks.js").Finding>} findings */
const conclude = (findings) => {
  const bad = Object.values(findings).filter(({ state }) => state === "bad");
  if (bad.length) {
    say("verdict", NOT_READY);
    say("to-do", bad[0].text);
  } else if (findings.clock.state === "unknown") {
    say("verdict", HALF);
    say("to-do", LEFT);
  } else {
    say("verdict", READY);
    say("to-do", "");
  }
};

/** @param {BodyInit} body */
const post = (body) => fetch(section.dataset.result, {
  method: "POST",
  headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
  body,
  redirect: "error",
});

/** @param {Record<string, import("./lib/tablet_checks.js").Finding>} findings */
const send = async (findings) => {
  const lines = Object.entries(findings).map(([key, { state, figure }]) => ({ key, state, figure: figure ?? "" }));
  const body = JSON.stringify({ device: await device().catch(() => ""), lines });
  let answer = await post(body);
  if (answer.status === 403) {
    await fetch(section.dataset.token, { cache: "no-store" });
    answer = await post(body);
  }
  if (!answer.ok) return NOBODY;
  const { juror } = await answer.json();
  return `Résultat noté pour ${juror}\u00a0: le responsable de session le voit.`;
};

const run = async () => {
  again.hidden = true;
  say("verdict", "Test en cours…");
  say("to-do", "");
  say("told", "");
  const findings = await checkTablet(section.dataset, tell);
  conclude(findings);
  say("told", await send(findings).catch(() => NOT_TOLD));
  again.hidden = false;
};

again.addEventListener("click", run);
run();
