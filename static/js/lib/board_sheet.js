/**
 * The sheet at the side: what is known of a passage, and what can be done with it.
 * @param {(act: string, id: string) => void} act
 */
export const passageSheet = (act) => {
  const sheet = document.getElementById("passage-sheet");
  const part = (name) => document.getElementById(`passage-sheet-${name}`);
  let opened = "";

  sheet.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-do]");
    if (button || event.target === sheet) sheet.close();
    if (button && button.dataset.do !== "close") act(button.dataset.do, opened);
  });

  /** @param {HTMLElement} slot */
  const open = (slot) => {
    opened = slot.dataset.candidate;
    const isLocked = "locked" in slot.dataset;
    const about = [...slot.querySelectorAll(".slot-about p:not(.slot-why)")].map((line) => line.textContent);
    part("name").textContent = slot.querySelector(".slot-name").textContent;
    part("about").textContent = [...about, slot.parentElement.dataset.name].join(" · ");
    part("steps").replaceChildren(...[...slot.querySelectorAll(".part")].map(line));
    part("why").replaceChildren(...[...(slot.querySelector(".slot-why")?.childNodes ?? [])].map((one) => one.cloneNode(true)));
    part("link").href = slot.querySelector(".slot-name").href;
    for (const button of sheet.querySelectorAll("[data-do=take], [data-do=swap], [data-do=remove]")) button.hidden = isLocked;
    sheet.querySelector("[data-do=lock] span").textContent = isLocked ? "Déverrouiller" : "Verrouiller";
    sheet.classList.toggle("bloq", slot.classList.contains("bloq"));
    sheet.showModal();
  };
  return { open };
};

const line = (part) => {
  const item = document.createElement("li");
  item.className = part.className.replace(/ [yh]-\d+/g, "").replace("part ", "");
  const [label, minutes] = part.children;
  item.append(label.cloneNode(true), ` ${minutes.textContent}\u00a0min`);
  return item;
};
