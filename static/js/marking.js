// The grid: the status line never says « enregistré » before the server has answered.

const RETRY_MS = 4000;
/** Fields whose last change the server has not confirmed. @type {Set<Element>} */
const waiting = new Set();
/** Those whose sending failed. @type {Set<Element>} */
const failed = new Set();

/** @param {string} key @param {string} text */
const say = (key, text) => {
  const line = document.getElementById("status");
  if (!line) return;
  line.className = `status st-${key}`;
  line.textContent = text;
};

const tell = () => {
  const count = waiting.size;
  const words = count > 1 ? `${count} saisies` : "1 saisie";
  if (failed.size) say("sync", `Pas de réponse du serveur : ${words} à renvoyer. Gardez cette page ouverte.`);
  else if (count) say("sync", `Envoi de ${words}`);
};

const resend = () => {
  for (const field of failed) htmx.trigger(field, "change");
};

document.addEventListener("change", (event) => {
  const field = event.target instanceof Element && event.target.closest("[data-save]");
  if (!field) return;
  waiting.add(field);
  tell();
}, true);

document.addEventListener("htmx:afterRequest", (event) => {
  const field = event.detail.elt.closest("[data-save]");
  if (!field) return;
  const answered = event.detail.successful || event.detail.xhr.status === 422;
  if (answered) {
    waiting.delete(field);
    failed.delete(field);
  } else {
    failed.add(field);
    setTimeout(resend, RETRY_MS);
  }
});

document.addEventListener("htmx:afterSettle", tell);
document.addEventListener("htmx:afterRequest", () => setTimeout(tell));
window.addEventListener("online", resend);
window.addEventListener("beforeunload", (event) => {
  if (waiting.size) event.preventDefault();
});
