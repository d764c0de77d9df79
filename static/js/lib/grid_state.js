/**
 * Shows what the server has of a grid: counts, map, next blank, and the pair just touched.
 * @param {ParentNode} part
 * @param {{filled?: number, missing?: string[], cell?: string, value?: string | null}} state
 */
export const showState = (part, state) => {
  if (state.missing === undefined) return;
  const missing = new Set(state.missing);
  if (state.cell) showPair(part, state.cell, state.value ?? null);
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

/** @param {ParentNode} part @param {string} cell @param {string | null} value */
const showPair = (part, cell, value) => {
  const form = [...part.querySelectorAll(".crit")].find((each) => each.id === cell);
  for (const radio of form?.querySelectorAll("input[type=radio]") ?? []) radio.checked = radio.value === value;
};
