// Keys of a grid, only while one of its criteria has focus: O and N answer, ↑ and ↓ change line, T opens the note, Suppr empties.
const ANSWERS = { o: "O", n: "N" };

/** The answer of a line takes the focus, the whole line in sight. @param {HTMLElement | undefined} line */
const goTo = (line) => {
  const radios = [...(line?.querySelectorAll("input[type=radio]") ?? [])];
  const one = radios.find((radio) => radio.checked) ?? radios[0];
  if (!one) return;
  one.focus({ preventScroll: true });
  line.scrollIntoView({ block: "center" });
};

/** False when the key is none of ours. @param {HTMLElement} line @param {HTMLElement[]} lines @param {string} key */
const done = (line, lines, key) => {
  const radio = line.querySelector(`input[type=radio][value="${ANSWERS[key]}"]`);
  const note = line.querySelector("textarea");
  if (radio) radio.click();
  else if (key === "arrowdown") goTo(lines[lines.indexOf(line) + 1]);
  else if (key === "arrowup") goTo(lines[lines.indexOf(line) - 1]);
  else if (key === "t" && note) {
    note.closest("details").open = true;
    note.focus();
  } else if (key === "delete" && line.querySelector(":checked")) line.querySelector("button[name=mark]").click();
  else return false;
  return true;
};

/** @param {HTMLElement} grid */
export const followGridKeys = (grid) => {
  const lines = [...grid.querySelectorAll(".crit")].filter((line) => line.querySelector("input[type=radio]:enabled"));
  grid.addEventListener("keydown", (event) => {
    const line = event.target.closest(".crit");
    if (!lines.includes(line) || event.target.tagName === "TEXTAREA" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (done(line, lines, event.key.toLowerCase())) event.preventDefault();
  });
  grid.querySelector("[data-next-blank]")?.addEventListener("click", (event) => {
    event.preventDefault();
    goTo(document.getElementById(event.currentTarget.hash.slice(1)));
  });
};
