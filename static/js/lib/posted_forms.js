// Forms of the grid that are not kept for later: who plays the client, the changes, the proposal, the grid handed in.
import { token } from "./sending.js";

const SILENCE = "Pas de réponse du serveur\u00a0: ce geste n’est pas enregistré. Recommencez-le.";

/**
 * Sends `data-posted` forms in place: on submit, or on change for those that say so; the answer replaces its own part.
 * @param {Document} page
 * @param {(form: HTMLFormElement) => Promise<string>} hindrance why a form must wait, or nothing
 * @param {(sentence: string) => void} tell the sentence, or nothing once it went well
 */
export const followPostedForms = (page, hindrance, tell) => {
  const post = async (form, submitter) => {
    const reason = await hindrance(form);
    if (reason) return tell(reason);
    const headers = { "X-CSRFToken": token(), "HX-Request": "true" };
    const answer = await fetch(form.action, { method: "POST", headers, body: new FormData(form, submitter) });
    if (answer.redirected) return location.assign(answer.url);
    if (answer.status === 422) return tell(reasons(answer).join(" "));
    if (!answer.ok) return tell(SILENCE);
    replace(page, await answer.text());
    return tell("");
  };
  const follow = (form, submitter) => post(form, submitter).catch(() => tell(SILENCE));
  page.addEventListener("submit", (event) => {
    if (event.target.dataset.posted === undefined) return;
    event.preventDefault();
    follow(event.target, event.submitter);
  });
  page.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form?.dataset.posted === "change") follow(form);
  });
  // A hand may have been quicker than this script.
  for (const form of page.querySelectorAll("[data-posted=change]")) {
    if ([...form.elements].some((field) => field.checked !== field.defaultChecked)) follow(form);
  }
};

/** @param {Response} answer */
const reasons = (answer) => JSON.parse(answer.headers.get("HX-Trigger") ?? "{}")["grid:refused"]?.reasons ?? [SILENCE];

/** @param {Document} page @param {string} text one element, known by its identifier */
const replace = (page, text) => {
  const fresh = new DOMParser().parseFromString(text, "text/html").body.firstElementChild;
  if (fresh?.id) page.getElementById(fresh.id)?.replaceWith(page.adoptNode(fresh));
};
