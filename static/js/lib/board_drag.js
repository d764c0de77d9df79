const FAR_ENOUGH = 5;
const EDGE = 48;

/**
 * Drags by pointer events, so that a mouse, a pen and a finger do the same. A finger takes by the grip only: elsewhere
 * it scrolls the page.
 * @param {{take: (id: string) => boolean, over: (x: number, y: number, grabbed: number) => void,
 *   drop: (x: number, y: number, grabbed: number) => void, cancel: () => void}} hand
 */
export const followDrags = (hand) => {
  let start = null;
  let wasDragged = false;

  document.addEventListener("pointerdown", (event) => {
    wasDragged = false;
    if (event.button !== 0 || !(event.target instanceof Element)) return;
    const source = event.target.closest("[data-candidate]");
    const grip = event.target.closest(".grip");
    if (!source || (event.pointerType !== "mouse" && !grip) || event.target.closest("[data-take], form")) return;
    const grabbed = source.matches(".slot") ? event.clientY - source.getBoundingClientRect().top : 0;
    start = { x: event.clientX, y: event.clientY, source, grabbed, pointer: event.pointerId, isDragging: false };
  });

  document.addEventListener("pointermove", (event) => {
    if (!start || event.pointerId !== start.pointer) return;
    if (!start.isDragging) {
      if (Math.hypot(event.clientX - start.x, event.clientY - start.y) < FAR_ENOUGH) return;
      if (!hand.take(start.source.dataset.candidate)) {
        start = null;
        return;
      }
      start.isDragging = true;
      start.source.setPointerCapture(event.pointerId);
    }
    scrollNear(event.clientX, event.clientY);
    hand.over(event.clientX, event.clientY, start.grabbed);
  });

  document.addEventListener("pointerup", (event) => {
    if (!start || event.pointerId !== start.pointer) return;
    if (start.isDragging) {
      wasDragged = true;
      hand.drop(event.clientX, event.clientY, start.grabbed);
    }
    start = null;
  });

  document.addEventListener("pointercancel", () => {
    if (start?.isDragging) hand.cancel();
    start = null;
  });

  // The click that ends a drag is not one.
  document.addEventListener(
    "click",
    (event) => {
      if (!wasDragged) return;
      wasDragged = false;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
  document.addEventListener("dragstart", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-candidate]")) event.preventDefault();
  });
};

/** The board follows a passage brought to its edge. */
const scrollNear = (x, y) => {
  const view = document.querySelector(".board-scroll");
  const { top, bottom, left, right } = view.getBoundingClientRect();
  if (x < left || x > right) return;
  if (y > Math.min(bottom, innerHeight) - EDGE) view.scrollTop += 12;
  if (y < top + EDGE * 2) view.scrollTop -= 12;
  if (x > right - EDGE) view.scrollLeft += 12;
  if (x < left + EDGE * 2) view.scrollLeft -= 12;
};
