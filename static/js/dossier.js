// « Ma journée » keeps the dossiers to read; the page of a dossier opens its documents from what is kept.
import { countKept, fileOf, forget, keepDossier } from "./lib/dossiers.js";
import { purge } from "./lib/pages.js";

const KEPT = " · sur cette tablette, même sans réseau";
const NOT_KEPT = " · pas gardé sur cette tablette, demande le réseau";

/** @param {HTMLElement} line @param {number} juror */
const keepAll = async (line, juror) => {
  const told = line.querySelector("[data-told]");
  const wanted = new Map(line.dataset.dossiers.split(" ").filter(Boolean).map((one) => one.split("@")));
  let opensAlone = false; // without network, the pages need the worker
  const isCurrent = (candidate) => Number(wanted.get(candidate) ?? 0) > Date.now();
  const tell = async () => {
    const count = await countKept(isCurrent);
    const all = opensAlone && count >= Number(line.dataset.documents);
    told.textContent = all ? KEPT : ` · ${count} sur cette tablette, la suite demande le réseau`;
    line.dataset.kept = String(all);
  };
  navigator.serviceWorker?.ready.then(() => {
    opensAlone = true;
    return tell();
  });
  await forget(isCurrent);
  await tell();
  for (const candidate of wanted.keys()) {
    if (!isCurrent(candidate)) continue;
    await keepDossier(juror, candidate);
    await tell();
  }
};

/** Each link leads to the document on this tablet: the same tab as with network, and nothing in any cache. */
const openKept = async (list, juror) => {
  if (Number(list.dataset.until) <= Date.now()) {
    await forget((candidate) => candidate !== list.dataset.dossier);
    list.parentElement.hidden = true;
    document.querySelector("[data-nothing]").hidden = false;
    return;
  }
  for (const link of list.querySelectorAll("a[data-version]")) {
    const told = link.closest("li").querySelector("[data-told]");
    const file = await fileOf(juror, link).catch(() => undefined);
    told.textContent = file ? KEPT : NOT_KEPT;
    if (file) link.href = URL.createObjectURL(file);
  }
};

const juror = Number(document.getElementById("status")?.dataset.juror);
const line = document.querySelector("[data-dossiers]");
const list = document.querySelector("[data-dossier]");
if (juror) {
  await purge(juror).catch(() => undefined); // whose tablet this is, before anything is kept for them
  if (line) await keepAll(line, juror).catch(() => undefined);
  if (list) await openKept(list, juror).catch(() => undefined);
}
