/**
 * The radios of `[data-theme-choice]` keep the theme in a cookie, which the server reads for the next page.
 * @param {ParentNode} part
 */
export const chooseTheme = (part) => {
  for (const choice of part.querySelectorAll("[data-theme-choice]")) {
    choice.hidden = false;
    choice.addEventListener("change", ({ target }) => {
      const secure = location.protocol === "https:" ? "; secure" : "";
      document.cookie = `theme=${target.value}; path=/; max-age=31536000; samesite=lax${secure}`;
      document.documentElement.dataset.theme = target.value;
    });
  }
};
