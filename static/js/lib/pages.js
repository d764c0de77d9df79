// The jury's pages as the server made them, kept for the day: a tablet restarted without network shows them again.
import { done, within } from "./store.js";

/** @typedef {{path: string, juror: number, title: string, style: string, body: string}} Page */

/** The token in a kept page would be an old one: what sends reads the cookie. @param {Document} page @param {string} path */
const taken = (page, path, juror) => {
  for (const field of page.querySelectorAll("[name=csrfmiddlewaretoken]")) field.remove();
  page.body.removeAttribute("hx-headers");
  return { path, juror, title: page.title, style: page.body.className, body: page.body.innerHTML };
};

/** @param {number} juror @param {string} path */
const keepPage = async (juror, path) => {
  const answer = await fetch(path, { redirect: "error", credentials: "same-origin", priority: "low" });
  if (!answer.ok) throw new Error(`${path} : ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (page.getElementById("status")?.dataset.juror !== String(juror)) throw new Error("not ours");
  const kept = taken(page, path, juror);
  await within(["pages", "facts"], "readwrite", async ({ pages, facts }) => {
    if ((await done(facts.get("owner")))?.value !== juror) throw new Error("left meanwhile");
    await done(pages.put(kept));
  });
};

/**
 * This page and those its links lead to, ready for a start without network; what was another juror's goes.
 * @param {number} juror @param {string} worker address of the service worker
 */
export const prepareForOutage = async (juror, worker) => {
  await purge(juror);
  await navigator.serviceWorker?.register(worker);
  await navigator.serviceWorker?.ready;
  const grids = [...document.querySelectorAll("a[href*='/grilles/']")].map((link) => link.pathname);
  for (const path of new Set([location.pathname, ...grids])) await keepPage(juror, path);
  document.body.dataset.kept = "true";
};

/** @param {string} path @returns {Promise<Page | undefined>} */
export const pageOf = (path) => within(["pages"], "readonly", ({ pages }) => done(pages.get(path)));

/** Everything but unsent work; with a juror, whose tablet this now is, all that is not theirs. @param {number} [juror] */
export const purge = (juror) => within(["pages", "cells", "facts"], "readwrite", async ({ facts, ...stores }) => {
  await done(facts.put({ name: "owner", value: juror ?? null }));
  for (const store of Object.values(stores)) {
    for (const row of await done(store.getAll())) {
      if (row.juror !== juror) await done(store.delete(row.path ?? row.key));
    }
  }
});
