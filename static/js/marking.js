// The grid: what the server has, said truly. The line never says « enregistré » before the server has answered.
import { showState } from "./lib/grid_state.js";

const RETRY_MS = 4000;
/** Forms and notes whose last change the server has not confirmed. @type {Set<Element>} */
const waiting = new Set();
/** Those whose sending failed. @type {Set<Element>} */
const failed = new Set();
let refusal = "";

/** @param {string} key @param {string} icon @param {string} text */
const say = (key, icon, text) => {
  const line = document.getElementById("status");
  if (!line) return;
  const use = line.querySelector("use");
  if (use) use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${icon}`));
  line.className = `status st-${key}`;
  line.lastChild.textContent = ` ${text}`;
};

const tell = () => {
  const count = waiting.size;
  const words = count > 1 ? `${count} saisies` : "1 saisie";
  if (failed.size) say("sync", "sync", `Pas de réponse du serveur : ${words} à renvoyer. Gardez cette page ouverte.`);
  else if (count) say("sync", "sync", `Envoi de ${words}`);
  else if (refusal) say("bloq", "octagon", `Saisie refusée : ${refusal}`);
  else say("conf", "check", "Tout est enregistré");
};

const resend = () => {
  for (const field of failed) htmx.trigger(field.querySelector("fieldset") ?? field, "change");
};

document.addEventListener("change", (event) => {
  const field = event.target instanceof Element && event.target.closest("[data-save]");
  if (!field) return;
  refusal = "";
  waiting.add(field);
  tell();
}, true);

/** A form replaced by its answer was answered: htmx names its parent instead. */
const forgetReplaced = () => {
  for (const field of waiting) if (!field.isConnected) waiting.delete(field);
};

document.addEventListener("htmx:afterRequest", (event) => {
  forgetReplaced();
  tell();
  const field = event.detail.elt.closest("[data-save]");
  if (!field) return;
  if (event.detail.successful || event.detail.xhr.status === 422) {
    waiting.delete(field);
    failed.delete(field);
  } else {
    waiting.add(field);
    failed.add(field);
    setTimeout(resend, RETRY_MS);
  }
  tell();
});

document.addEventListener("grid:state", (event) => {
  refusal = (event.detail.reasons ?? []).join(" ");
  showState(document, event.detail);
});

window.addEventListener("online", resend);
window.addEventListener("beforeunload", (event) => {
  if (waiting.size) event.preventDefault();
});
