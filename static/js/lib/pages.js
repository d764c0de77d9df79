// The jury's pages as the server made them, kept for the day: a tablet restarted without network shows them again.
import { done, within } from "./store.js";

/** @typedef {{path: string, juror: number, title: string, style: string, body: string}} Page */

/** The token in a kept page would be an old one: what sends reads the cookie. @param {Document} page @param {string} path */
const taken = (page, path) => {
  for (const field of page.querySelectorAll("[name=csrfmiddlewaretoken]")) field.remove();
  page.body.removeAttribute("hx-headers");
  return { path, title: page.title, style: page.body.className, body: page.body.innerHTML };
};

/** Kept while this tablet is still theirs. @param {number} juror @param {{path: string}} row */
export const keepRow = (juror, row) => within(["pages", "facts"], "readwrite", async ({ pages, facts }) => {
  if ((await done(facts.get("owner")))?.value !== juror) throw new Error("left meanwhile");
  await done(pages.put({ ...row, juror }));
});

/** @param {number} juror @param {string} path @returns {Promise<Document>} */
export const keepPage = async (juror, path) => {
  const answer = await fetch(path, { redirect: "error", credentials: "same-origin", priority: "low" });
  if (!answer.ok) throw new Error(`${path} : ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (page.getElementById("status")?.dataset.juror !== String(juror)) throw new Error("not ours");
  await keepRow(juror, taken(page, path));
  return page;
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
    const own = new Set(juror ? await done(store.index("juror").getAllKeys(juror)) : []);
    for (const key of await done(store.getAllKeys())) if (!own.has(key)) await done(store.delete(key));
  }
});
