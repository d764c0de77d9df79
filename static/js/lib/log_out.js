import { purge } from "./pages.js";

/** Whoever leaves takes the names and the marks from this tablet; unsent work stays. @param {Document} page */
export const purgeAtLogOut = (page) => {
  if (page.querySelector("[data-left]")) purge().catch(() => undefined);
  page.addEventListener("submit", (event) => {
    if (event.target.dataset.logOut === undefined) return;
    event.preventDefault();
    purge().catch(() => undefined).finally(() => event.target.submit());
  });
};
