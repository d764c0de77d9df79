// The jury's pages without network: the shell only, no candidate's name. SHELL and VERSION are written above by the server.
/* global SHELL, VERSION */
const CACHE = `ntc_cert-shell-${VERSION}`;
const DEADLINE_MS = 3000;
const REST_MS = 15000;
const JURY = /^\/(ma-journee\/|tablette\/dossier\/\d+\/|candidats\/\d+\/grilles\/[\w-]+\/)?$/;

/** After a silence, what is kept is shown at once: else each file of a page would wait for the deadline in turn. */
let silentUntil = 0;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const forgetOlder = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("ntc_cert-") && name !== CACHE).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(forgetOlder());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && JURY.test(pathname)) event.respondWith(page(request));
  else if (SHELL.includes(pathname)) event.respondWith(file(request, pathname));
});

/** @param {Request} request */
const inTime = (request) => Promise.race([
  fetch(request),
  new Promise((_, reject) => setTimeout(reject, DEADLINE_MS, new Error("too long"))),
]);

/** The network first; its silence, or a server at fault, shows the shell, which fills itself from the tablet. */
const page = async (request) => {
  try {
    const answer = await inTime(request);
    if (answer.status < 500) {
      silentUntil = 0;
      return answer;
    }
  } catch {
    silentUntil = Date.now() + REST_MS;
  }
  return caches.match(SHELL[0]);
};

/** @param {Request} request @param {string} pathname */
const file = async (request, pathname) => {
  if (Date.now() > silentUntil) {
    try {
      const answer = await inTime(request);
      if (answer.ok) return answer;
    } catch {
      silentUntil = Date.now() + REST_MS;
    }
  }
  return (await caches.match(pathname)) ?? Response.error();
};
