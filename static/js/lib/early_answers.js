/**
 * An answer given while the page was still being read reached no listener: it is told once htmx listens.
 * @param {Document} page
 */
export const tellEarlyAnswers = (page) => {
  page.addEventListener("DOMContentLoaded", () => {
    for (const input of page.querySelectorAll("form[hx-post] input:is([type=radio],[type=checkbox])")) {
      const changed = input.type === "radio" ? input.checked && !input.defaultChecked : input.checked !== input.defaultChecked;
      if (changed) input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
};
