/**
 * A `<details data-menu>` closes on Escape, giving its focus back, and when another place is touched.
 * @param {Document} page
 */
export const followMenus = (page) => {
  const opened = () => page.querySelectorAll("details[data-menu][open]");
  page.addEventListener("click", (event) => {
    for (const menu of opened()) if (!menu.contains(event.target)) menu.open = false;
  });
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of opened()) {
      const held = menu.contains(page.activeElement);
      menu.open = false;
      if (held) menu.querySelector("summary").focus();
    }
  });
};
