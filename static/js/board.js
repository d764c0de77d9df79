// The board: take a passage, see where it may go, put it down. The server decides; the page only shows.
import { MINUTES, readStarts, startAt, startMeant, typed } from "./lib/board_geometry.js";
import { board, dayStart, dress, handleOf, hour, nameOf, rows, say, showHistory, source, under } from "./lib/board_dom.js";
import { followDrags } from "./lib/board_drag.js";
import { grounds, hideGround, showGhost, showGround } from "./lib/board_ground.js";
import { History } from "./lib/board_history.js";
import { Left, act, ask, refresh } from "./lib/board_server.js";
import { passageSheet } from "./lib/board_sheet.js";

const NO_NETWORK = "Le réseau ne répond pas. Rien n’a été changé.";
const log = new History(`board-${board().dataset.session}`, sessionStorage);

/** Who is held: by the keys at `row` of `column`, once `reach` has come. `mode` is « move » or « swap ». */
let hand = null;

const take = (id, mode = "move") => {
  const one = source(id);
  if (hand) putBack();
  if ("locked" in one.dataset) {
    say(`Le passage de ${nameOf(one)} est verrouillé. Déverrouillez-le avant d’y toucher.`);
    return false;
  }
  const isPlaced = one.matches(".slot");
  hand = {
    id,
    mode,
    name: nameOf(one),
    height: Number(one.dataset.height),
    home: isPlaced ? hour(Number(one.dataset.row)) : "",
    column: isPlaced ? one.parentElement.dataset.column : null,
    row: isPlaced ? Number(one.dataset.row) : null,
    reach: null,
  };
  if (mode === "swap") {
    showHeld();
    say(`Choisissez le passage à échanger avec celui de ${hand.name}.`, "Renoncer");
  } else {
    const back = hand.home ? `le reposer à ${hand.home}` : "le laisser à placer";
    say(`${hand.name} en main. Choisissez une place, ou Échap pour ${back}.`, "Reposer");
    hand.coming = reachOut();
  }
  return true;
};

const showHeld = () => {
  board().classList.toggle("is-holding", Boolean(hand));
  board().classList.toggle("is-swapping", hand?.mode === "swap");
  for (const one of document.querySelectorAll(".taken")) one.classList.remove("taken");
  if (hand) source(hand.id)?.classList.add("taken");
};

/** Ask, once for the day shown, where the one who is held may go. */
const reachOut = async () => {
  showHeld();
  const held = hand;
  const { day, by, acts } = board().dataset;
  const reach = await attempt(() => ask(`${acts.replace("gestes/", `${held.id}/places/`)}?jour=${day}&par=${by}`));
  if (hand !== held || !reach) return;
  const columns = Object.entries(reach.columns).map(([key, one]) => [key, readStarts(one.starts)]);
  held.reach = { ...reach, starts: Object.fromEntries(columns) };
  showGround(held.reach.starts, held.height, rows());
};

const putBack = () => {
  const { name, home, mode } = hand;
  letGo();
  say(mode === "swap" ? "Aucun échange." : home ? `${name} reste à ${home}.` : `${name} reste à placer.`);
};

const letGo = () => {
  hand = null;
  hideGround();
  showHeld();
};

/** A request, or a sentence when it gets no answer. */
const attempt = async (request) => {
  try {
    return await request();
  } catch (fault) {
    if (fault instanceof Left) location.reload();
    say(NO_NETWORK);
    return null;
  }
};

/** Draw the board again, its scroll and the focus where they were. */
const redraw = async (address = location.href, focus = "") => {
  const view = document.querySelector(".board-scroll");
  const { scrollTop, scrollLeft } = view;
  const isInside = document.getElementById("planning").contains(document.activeElement);
  await attempt(() => refresh(address, [".session-head", "#planning"]));
  if (!board()) return location.reload(); // its last panel or its last day is gone
  dress();
  showHistory(log);
  const fresh = document.querySelector(".board-scroll");
  fresh.scrollTo({ top: scrollTop, left: scrollLeft, behavior: "instant" });
  const wanted = (focus && source(focus) && handleOf(source(focus))) || fresh;
  if (isInside || document.activeElement === document.body) wanted.focus({ preventScroll: !focus });
};

const send = async (body, focus = "") => {
  const { acts, revision } = board().dataset;
  const answer = await attempt(() => act(acts, { ...body, seen: Number(revision) }));
  if (answer) await redraw(location.href, focus);
  return answer;
};

/** A deed of now: it can be undone. */
const perform = async (body, focus) => {
  letGo();
  const answer = await send(body, focus);
  if (!answer) return;
  if (answer.reasons) return say(answer.reasons.join(" "));
  log.add({ said: answer.said, undo: answer.undo, redo: answer.redo });
  showHistory(log);
  say(`${answer.said}${answer.points ? ` ${answer.points} à régler.` : ""}`, "Annuler");
};

const step = async (side) => {
  const isUndo = side === "done";
  const deed = isUndo ? log.last : log.next;
  if (!deed) return;
  if (hand) letGo();
  const body = isUndo ? deed.undo : deed.redo;
  const answer = await send(body, String(body.candidate ?? body.candidates?.[0] ?? body.places[0].candidate));
  if (!answer) return;
  if (answer.reasons) {
    if (!answer.outdated) log.drop(side);
    showHistory(log);
    return say(`Impossible ${isUndo ? "d’annuler" : "de rétablir"}. ${answer.reasons.join(" ")}`);
  }
  if (isUndo) log.undid();
  else log.redid();
  showHistory(log);
  say(`${isUndo ? "Annulé" : "Rétabli"}. ${answer.said}`);
};

const sentenceOf = (ground, row) => {
  const found = startAt(hand.reach.starts[ground.dataset.column] ?? [], row);
  const hours = `${hour(row)} à ${hour(row + hand.height)}`;
  return { found, hours, reason: found?.reason ?? "" };
};

/** Show the place under the pointer or under the keys; told aloud for the keys only. */
const consider = (ground, row, isTold = false) => {
  if (!hand?.reach) return;
  const { hours, reason } = sentenceOf(ground, row);
  const title = reason ? "Impossible ici" : hours;
  const ghost = showGhost(ground, row, Math.min(hand.height, rows() - row), title, reason || `${hand.name}, possible`, !reason);
  if (!isTold) return;
  ghost.scrollIntoView({ block: "nearest", inline: "nearest" });
  say(`${ground.dataset.name}, ${hours}, ${reason ? `impossible. ${reason}.` : "possible."}`, "Reposer");
};

const putAt = async (ground, row) => {
  await hand.coming;
  if (!hand?.reach) return;
  const { found, reason } = sentenceOf(ground, row);
  if (reason || !found) {
    consider(ground, row);
    return say(`${ground.dataset.name}, ${hour(row)}\u00a0: impossible ici. ${reason}.`, "Reposer");
  }
  const { panel, jury_room } = hand.reach.columns[ground.dataset.column];
  const day = board().dataset.day;
  const at = (minutes) => `${day}T${typed(dayStart() + row * MINUTES + minutes)}`;
  const phases = Object.fromEntries(Object.entries(hand.reach.apart).map(([phase, after]) => [phase, at(after)]));
  const place = { panel, start: at(0), phases, preparation_room: found.room, jury_room };
  await perform({ act: "move", places: [{ candidate: Number(hand.id), place }] }, hand.id);
};

const sheet = passageSheet((what, id) => {
  const one = source(id);
  if (what === "take") take(id);
  else if (what === "swap") take(id, "swap");
  else if (what === "lock") perform({ act: "lock", candidate: Number(id), locked: !("locked" in one.dataset) }, id);
  else perform({ act: "restore", places: [{ candidate: Number(id), place: null }] }, id);
});

followDrags({
  take: (id) => take(id),
  over: (x, y, grabbed) => {
    const place = under(x, y, grabbed);
    if (place) consider(place.ground, place.row);
  },
  drop: (x, y, grabbed) => {
    const place = under(x, y, grabbed);
    const day = document.elementFromPoint(x, y)?.closest(".board-bar .seg a");
    if (day) turn(day.href);
    else if (place) putAt(place.ground, place.row);
    else putBack();
  },
  cancel: () => hand && putBack(),
});

/** Another day, or the rooms instead of the panels, with somebody still in hand. */
const turn = async (address) => {
  history.replaceState(null, "", address);
  await redraw(address);
  hand.column = null;
  hand.coming = reachOut();
};

const swapWith = (id) => perform({ act: "swap", candidates: [Number(hand.id), Number(id)] }, hand.id);

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const one = event.target.closest("#planning [data-candidate]");
  const bar = event.target.closest(".board-bar .seg a");
  if (bar && hand) {
    event.preventDefault();
    return turn(bar.href);
  }
  if (event.target.closest("#board-undo")) return step("done");
  if (event.target.closest("#board-redo")) return step("undone");
  if (event.target.closest("#board-hand-act")) return hand ? putBack() : step("done");
  if (event.target.closest(".grip, [data-take]")) {
    event.preventDefault();
    return hand?.id === one.dataset.candidate ? putBack() : take(one.dataset.candidate);
  }
  if (hand?.mode === "swap" && one?.matches(".slot")) {
    event.preventDefault();
    return one.dataset.candidate === hand.id ? putBack() : swapWith(one.dataset.candidate);
  }
  const place = hand && under(event.clientX, event.clientY);
  if (place) {
    event.preventDefault();
    const starts = hand.reach?.starts[place.ground.dataset.column] ?? [];
    return putAt(place.ground, startMeant(starts, place.row, hand.height));
  }
  if (one?.matches(".slot") && event.target.closest(".slot-name")) {
    event.preventDefault();
    sheet.open(one);
  }
});

document.addEventListener("pointermove", (event) => {
  if (!hand?.reach || event.pointerType !== "mouse" || event.buttons) return;
  const place = under(event.clientX, event.clientY);
  if (place) consider(place.ground, startMeant(hand.reach.starts[place.ground.dataset.column] ?? [], place.row, hand.height));
});

const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

const moveBy = async ([across, down], isFar) => {
  await hand.coming;
  if (!hand?.reach) return;
  const all = grounds();
  let index = all.findIndex((ground) => ground.dataset.column === hand.column);
  if (index < 0) {
    index = 0;
    hand.row ??= hand.reach.starts[all[0].dataset.column].find(({ reason }) => !reason)?.first ?? 0;
  } else {
    index = Math.min(Math.max(index + across, 0), all.length - 1);
    hand.row = Math.min(Math.max(hand.row + down * (isFar ? 12 : 1), 0), rows() - 1);
  }
  hand.column = all[index].dataset.column;
  consider(all[index], hand.row, true);
};

const onKey = (event) => {
  const active = document.activeElement;
  const one = active?.closest("#planning [data-candidate]");
  const isElsewhere = active?.closest("a, button, input, select, dialog") && !one;
  if (hand && event.key === "Escape") return putBack();
  if (hand?.mode === "move" && ARROWS[event.key] && !isElsewhere) return moveBy(ARROWS[event.key], event.shiftKey);
  if (event.key === "Enter" && hand?.mode === "move" && !isElsewhere) {
    const ground = grounds().find(({ dataset }) => dataset.column === hand.column);
    return ground ? putAt(ground, hand.row) : undefined;
  }
  if (!one || isElsewhere || active.closest(".grip")) return false;
  if (event.key === "Enter" && hand?.mode === "swap") return one.dataset.candidate === hand.id ? putBack() : swapWith(one.dataset.candidate);
  if (event.key === " " && one.matches(".slot")) return sheet.open(one);
  if (event.key !== "Enter" && event.key !== " ") return false;
  take(one.dataset.candidate);
  return true;
};

document.addEventListener("keydown", (event) => {
  if (event.target instanceof Element && event.target.closest("input, select, textarea, dialog")) return;
  const letter = event.key.toLowerCase();
  if ((event.ctrlKey || event.metaKey) && (letter === "z" || letter === "y")) {
    event.preventDefault();
    step(letter === "z" && !event.shiftKey ? "done" : "undone");
  } else if (onKey(event) !== false) {
    event.preventDefault();
  }
});

dress();
showHistory(log);
