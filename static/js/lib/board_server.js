/** The page was left behind: somebody has to log in again, or the session is gone. */
export class Left extends Error {}

const token = () => JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["x-csrftoken"] ?? "";

const answered = (answer) => {
  if (answer.redirected || answer.status === 403 || answer.status === 404) throw new Left();
  return answer;
};

/** @param {string} address */
export const ask = async (address) => {
  const answer = answered(await fetch(address, { headers: { Accept: "application/json" } }));
  if (!answer.ok) throw new Error(`${address} : ${answer.status}`);
  return answer.json();
};

/**
 * What was done; or, refused, the reasons in `reasons`.
 * @param {string} address @param {object} body
 */
export const act = async (address, body) => {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token() };
  const answer = answered(await fetch(address, { method: "POST", headers, body: JSON.stringify(body) }));
  if (answer.status >= 500) throw new Error(`${address} : ${answer.status}`);
  return answer.json();
};

/** The parts of the page that an act changes, as they are now. @param {string} address @param {string[]} parts */
export const refresh = async (address, parts) => {
  const answer = answered(await fetch(address));
  if (!answer.ok) throw new Error(`${address} : ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of parts) {
    const fresh = page.querySelector(part);
    if (fresh) document.querySelector(part).replaceWith(document.adoptNode(fresh));
  }
};
