const NETWORK = "Le réseau ne répond pas. Rien n’a été perdu de ce qui était enregistré ; recommencez votre dernier geste.";
const SERVER = "Rien n’a été perdu. Réessayez ; si cela persiste, prévenez l’administrateur.";
const GONE = "Cette page a changé entre-temps. Rechargez-la avant de continuer.";
const SESSION = "Votre session a expiré. Reconnectez-vous, puis recommencez votre dernier geste.";

/**
 * One line above the content when a request of htmx gets no usable answer; the next good answer takes it away.
 * @param {Document} page
 */
export const tellFailures = (page) => {
  const say = (text) => {
    const line = page.getElementById("network");
    if (!line) return;
    line.textContent = text;
    line.hidden = !text;
    if (text) line.scrollIntoView({ block: "nearest" });
  };
  page.addEventListener("htmx:sendError", () => say(NETWORK));
  page.addEventListener("htmx:timeout", () => say(NETWORK));
  page.addEventListener("htmx:responseError", ({ detail: { xhr } }) => {
    say({ 401: SESSION, 403: SESSION, 404: GONE, 409: GONE }[xhr.status] ?? SERVER);
  });
  page.addEventListener("htmx:afterOnLoad", ({ detail: { xhr } }) => {
    if (xhr.status < 400) say("");
  });
};
