// The page the service worker gives without network: filled with what the tablet keeps under this address.
import { pageOf } from "./lib/pages.js";

const HOME = "/ma-journee/";

const page = await pageOf(location.pathname === "/" ? HOME : location.pathname).catch(() => undefined);
if (page) {
  const kept = new DOMParser().parseFromString(page.body, "text/html");
  document.title = page.title;
  document.body.className = page.style;
  document.body.replaceChildren(...document.adoptNode(kept.body).childNodes);
  document.getElementById("main").dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
} else {
  document.getElementById("not-kept").hidden = false;
}
await import("./tablet.js");
if (document.querySelector("[data-dossier],[data-dossiers]")) await import("./dossier.js");
