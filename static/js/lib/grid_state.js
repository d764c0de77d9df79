/**
 * Shows how far a grid is: counts, map, next blank.
 * @param {ParentNode} part
 * @param {{filled: number, missing: string[]}} state
 */
export const showState = (part, state) => {
  const missing = new Set(state.missing);
  for (const link of part.querySelectorAll(".map a")) {
    const code = link.getAttribute("href").slice(1);
    link.classList.toggle("full", !missing.has(code));
    link.setAttribute("aria-label", `${code}, ${missing.has(code) ? "vide" : "renseigné"}`);
  }
  for (const count of part.querySelectorAll("[data-count]")) {
    const codes = [...part.querySelectorAll(`#${count.dataset.count} .crit`)].map((form) => form.id);
    count.textContent = `${codes.filter((code) => !missing.has(code)).length} sur ${codes.length}`;
  }
  const filled = part.querySelector("[data-filled]");
  if (filled) filled.textContent = String(state.filled);
  const next = part.querySelector("[data-next-blank]");
  if (next) {
    next.hidden = missing.size === 0;
    next.setAttribute("href", `#${state.missing[0] ?? ""}`);
  }
  const submit = part.querySelector("[data-submit]");
  if (submit) submit.disabled = missing.size > 0;
  const words = part.querySelector("#missing");
  if (words) words.textContent = missing.size ? `Il manque ${state.missing.join(", ")}.` : "";
};
