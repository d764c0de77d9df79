// A signature drawn with a finger, a pen or a mouse. It is optional: the code alone signs, and no key is needed here.
const LONGEST = 19_000;

/** @param {HTMLElement} pad */
const followPad = (pad) => {
  const svg = pad.querySelector("svg");
  const line = svg.querySelector("path");
  const kept = pad.querySelector("input");
  const erase = pad.querySelector("button");
  const { width, height } = svg.viewBox.baseVal;
  let path = "";
  let last = "";

  const show = () => {
    line.setAttribute("d", path);
    kept.value = path;
    erase.hidden = path === "";
  };

  /** @param {PointerEvent} event @returns {string} where it is in the box, « x y » */
  const place = (event) => {
    const box = svg.getBoundingClientRect();
    const within = (at, most) => Math.round(Math.min(Math.max(at, 0), 1) * most);
    return `${within((event.clientX - box.left) / box.width, width)} ${within((event.clientY - box.top) / box.height, height)}`;
  };

  svg.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button !== 0) return;
    svg.setPointerCapture(event.pointerId);
    last = place(event);
    path += `M${last}L${last}`;
    show();
    event.preventDefault();
  });
  svg.addEventListener("pointermove", (event) => {
    if (!svg.hasPointerCapture(event.pointerId) || path.length > LONGEST) return;
    for (const one of event.getCoalescedEvents?.() ?? [event]) {
      const at = place(one);
      if (at !== last) path += `L${at}`;
      last = at;
    }
    show();
  });
  erase.addEventListener("click", () => {
    path = "";
    show();
    svg.focus();
  });
  pad.hidden = false;
};

const pad = document.querySelector("[data-signature]");
if (pad) followPad(pad);
