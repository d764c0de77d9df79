// Keys of a paper grid being keyed: only while one of its lines has focus.
const ANSWERS = { o: "O", n: "N" };

/** @param {HTMLFormElement} form */
const followKeys = (form) => {
  const lines = [...form.querySelectorAll("[data-line]")];
  const radios = (line) => [...line.querySelectorAll("input[type=radio]")];

  /** @param {number} rank the last line gives way to the button */
  const goTo = (rank) => {
    const line = lines[Math.max(rank, 0)];
    if (!line) return form.querySelector("button[type=submit]").focus();
    const own = radios(line);
    return (own.find((radio) => radio.checked) ?? own[0]).focus();
  };

  form.addEventListener("keydown", (event) => {
    const rank = lines.findIndex((line) => line.contains(event.target));
    if (rank < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const value = ANSWERS[event.key.toLowerCase()];
    if (value) {
      for (const radio of radios(lines[rank])) radio.checked = radio.value === value;
      goTo(rank + 1);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      for (const radio of radios(lines[rank])) radio.checked = false;
    } else if (event.key === "ArrowDown") {
      goTo(rank + 1);
    } else if (event.key === "ArrowUp") {
      goTo(rank - 1);
    } else {
      return;
    }
    event.preventDefault();
  });
};

const form = document.querySelector("[data-paper]");
if (form) followKeys(form);
