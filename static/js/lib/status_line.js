// The line that says what the server has. It never says « enregistré » of anything the server has not answered for.

/** @param {number} count */
export const entries = (count) => (count > 1 ? `${count}\u00a0saisies` : "1\u00a0saisie");

/** @param {number} count @param {string} word */
const agreed = (count, word) => (count > 1 ? `${word}s` : word);

/**
 * @typedef {{state: string, waiting: number, refused: {reason: string}[], disputes: number, closed: boolean, fault: string}} Truth
 * @param {Truth} truth @returns {{key: string, icon: string, text: string, link?: {text: string, href: string}}}
 */
export const wording = ({ state, waiting, refused, disputes, closed, fault }) => {
  if (fault) return { key: "bloq", icon: "octagon", text: fault };
  const guarded = `${entries(waiting)} ${agreed(waiting, "gardée")}`;
  if (waiting && state === "logged-out") {
    const link = { text: "Reconnectez-vous.", href: "log-in" };
    return { key: "avert", icon: "lock", text: `Session expirée\u00a0: ${guarded}.`, link };
  }
  if (waiting && state === "someone-else") {
    const link = { text: "Reconnectez-vous.", href: "log-in" };
    return { key: "avert", icon: "lock", text: `Un autre juré est entré sur cette tablette\u00a0: ${guarded}.`, link };
  }
  if (waiting && state === "outage") return { key: "sync", icon: "sync", text: `Hors ligne\u00a0: ${guarded} sur cette tablette` };
  if (waiting) return { key: "sync", icon: "sync", text: `Envoi de ${entries(waiting)}` };
  if (refused.length) {
    const why = refused.length > 1 ? "" : `\u00a0: ${refused[0].reason}`;
    const text = `${entries(refused.length)} ${agreed(refused.length, "refusée")}${why}`;
    return { key: "bloq", icon: "octagon", text, link: { text: "Voir", href: "#kept-work" } };
  }
  if (disputes) {
    const what = disputes > 1 ? `${disputes}\u00a0réponses diffèrent` : "1\u00a0réponse diffère";
    return { key: "avert", icon: "triangle", text: `${what} sur deux tablettes\u00a0: choisissez.` };
  }
  return { key: "conf", icon: "check", text: closed ? "Grille rendue" : "Tout est enregistré" };
};

/**
 * @param {HTMLElement} line @param {ReturnType<typeof wording>} said
 */
export const say = (line, { key, icon, text, link }) => {
  const use = line.querySelector("use");
  const address = use.getAttribute("href").replace(/#.*/, `#${icon}`);
  if (use.getAttribute("href") !== address) use.setAttribute("href", address);
  const told = link ? `${text} ${link.text}` : text;
  line.className = `status st-${key}`;
  if (line.textContent.trim() === told) return; // a reader of the screen hears it once
  while (line.lastChild !== use.parentNode) line.lastChild.remove();
  line.append(` ${text}`);
  if (!link) return;
  const anchor = line.ownerDocument.createElement("a");
  anchor.textContent = link.text;
  anchor.href = link.href === "log-in" ? `${line.dataset.logIn}?next=${encodeURIComponent(location.pathname)}` : link.href;
  line.append(" ", anchor);
};

/** What the finger has just done is not on the disk yet: said before anything else. @param {HTMLElement} line */
export const sayBusy = (line) => say(line, { key: "sync", icon: "sync", text: "…" });
