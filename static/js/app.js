import { followMenus } from "./lib/menus.js";
import { tellFailures } from "./lib/failures.js";
import { chooseTheme } from "./lib/theme_choice.js";
import { focusFirst } from "./lib/focus.js";
import { purgeAtLogOut } from "./lib/log_out.js";
import { tellEarlyAnswers } from "./lib/early_answers.js";

followMenus(document);
tellFailures(document);
purgeAtLogOut(document);
tellEarlyAnswers(document);

/** @param {ParentNode} part a page, or what htmx has just put in it */
const start = (part) => {
  chooseTheme(part);
  focusFirst(part);
};

start(document);
document.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) start(event.target);
});
