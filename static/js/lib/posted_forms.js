// The form of the grid that is not kept for later: the grid handed in.
import { token } from "./sending.js";
import { device } from "./store.js";

const SILENCE = "Pas de réponse du serveur\u00a0: ce geste n’est pas enregistré. Recommencez-le.";

/**
 * Sends `data-posted` forms in place; once taken, the page it leads to is shown.
 * @param {Document} page
 * @param {(form: HTMLFormElement) => Promise<string>} hindrance why a form must wait, or nothing
 * @param {(sentence: string) => void} tell the sentence, or nothing once it went well
 */
export const followPostedForms = (page, hindrance, tell) => {
  const post = async (form, submitter) => {
    const reason = await hindrance(form);
    if (reason) return tell(reason);
    const headers = { "X-CSRFToken": token(), "HX-Request": "true", "X-Tablet": await device() };
    const answer = await fetch(form.action, { method: "POST", headers, body: new FormData(form, submitter) });
    if (answer.redirected) return location.assign(answer.url);
    if (answer.status === 422) return tell(reasons(answer).join(" "));
    if (!answer.ok) return tell(SILENCE);
    return tell("");
  };
  const follow = (form, submitter) => post(form, submitter).catch(() => tell(SILENCE));
  page.addEventListener("submit", (event) => {
    if (event.target.dataset.posted === undefined) return;
    event.preventDefault();
    follow(event.target, event.submitter);
  });
};

/** @param {Response} answer */
const reasons = (answer) => JSON.parse(answer.headers.get("HX-Trigger") ?? "{}")["grid:refused"]?.reasons ?? [SILENCE];
