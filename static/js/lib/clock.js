const EVERY = 1000;

/**
 * « 10 h 42 » in the centre's zone; a no-break space on each side of the h.
 * @param {number} moment milliseconds since the epoch
 * @param {string} zone
 */
export const told = (moment, zone) => {
  const parts = new Intl.DateTimeFormat("fr-FR", { hour: "numeric", minute: "2-digit", timeZone: zone }).formatToParts(moment);
  const part = (type) => parts.find((one) => one.type === type).value;
  return `${Number(part("hour"))}\u00a0h\u00a0${part("minute").padStart(2, "0")}`;
};

/**
 * Each `data-clock` goes on from the server's minute it was drawn at: the clock of this screen may be wrong.
 * @param {Document} page
 */
export const followTime = (page) => {
  const drawn = new WeakMap();
  setInterval(() => {
    for (const clock of page.querySelectorAll("[data-clock]")) {
      if (!drawn.has(clock)) drawn.set(clock, performance.now());
      const passed = performance.now() - drawn.get(clock);
      const text = told(Number(clock.dataset.clock) * 1000 + passed, clock.dataset.zone);
      if (clock.textContent !== text) clock.textContent = text;
    }
  }, EVERY);
};
