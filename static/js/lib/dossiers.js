// The documents of the dossiers, kept with the pages of the day: they go when these go, and when their day is over.
import { keepPage, keepRow, pageOf } from "./pages.js";
import { done, within } from "./store.js";

const OF_A_DOSSIER = /^\/(?:tablette\/dossier\/(\d+)|candidats\/(\d+)\/dossier\/[\w-]+)\/$/;

/** @param {string} path @returns {string | undefined} the candidate, of an address of a dossier */
const candidateOf = (path) => {
  const found = OF_A_DOSSIER.exec(path);
  return found?.[1] ?? found?.[2];
};

/** @param {string} candidate */
export const pathOf = (candidate) => `/tablette/dossier/${candidate}/`;

/** Takes from the tablet what is of a dossier and for which `stays` says no. @param {(candidate: string, path: string) => boolean} stays */
export const forget = (stays) => within(["pages"], "readwrite", async ({ pages }) => {
  for (const path of await done(pages.getAllKeys())) {
    const candidate = candidateOf(path);
    if (candidate && !stays(candidate, path)) await done(pages.delete(path));
  }
});

/** @param {(candidate: string) => boolean} counted @returns {Promise<number>} documents on this tablet */
export const countKept = (counted) => within(["pages"], "readonly", async ({ pages }) => {
  const paths = await done(pages.getAllKeys());
  return paths.filter((path) => path.startsWith("/candidats/") && candidateOf(path) && counted(candidateOf(path))).length;
});

/**
 * The document behind a link, fetched unless this very version is kept; else what is kept, when nothing answers.
 * @param {number} juror @param {HTMLAnchorElement} link @returns {Promise<Blob | undefined>}
 */
export const fileOf = async (juror, link) => {
  const path = link.getAttribute("href");
  const { version } = link.dataset;
  const kept = await pageOf(path);
  if (kept?.juror === juror && kept.version === version) return kept.file;
  const answer = await fetch(path, { redirect: "error", cache: "no-store", priority: "low" });
  if (!answer.ok) throw new Error(`${path} : ${answer.status}`);
  const file = await answer.blob();
  await keepRow(juror, { path, version, file });
  return file;
};

/** The page of a dossier and its documents; those taken out of it since go. @param {number} juror @param {string} candidate */
export const keepDossier = async (juror, candidate) => {
  const page = await keepPage(juror, pathOf(candidate));
  const links = [...page.querySelectorAll("a[data-version]")];
  const paths = new Set([pathOf(candidate), ...links.map((link) => link.getAttribute("href"))]);
  await forget((whose, path) => whose !== candidate || paths.has(path));
  for (const link of links) await fileOf(juror, link);
};
