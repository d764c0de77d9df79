/**
 * What was done in a session, to undo it and to do it again; kept by the browser's tab, so that a reload forgets nothing.
 * @typedef {{said: string, undo: object, redo: object}} Deed
 */
const MOST = 50;

export class History {
  /** @param {string} key @param {Storage} storage */
  constructor(key, storage) {
    this.key = key;
    this.storage = storage;
    const kept = this.read();
    /** @type {Deed[]} */
    this.done = kept.done ?? [];
    /** @type {Deed[]} */
    this.undone = kept.undone ?? [];
  }

  read() {
    try {
      return JSON.parse(this.storage.getItem(this.key) ?? "{}");
    } catch {
      return {};
    }
  }

  write() {
    try {
      this.storage.setItem(this.key, JSON.stringify({ done: this.done, undone: this.undone }));
    } catch {
      // A full or forbidden storage only means that a reload forgets.
    }
  }

  /** @param {Deed} deed */
  add(deed) {
    this.done = [...this.done, deed].slice(-MOST);
    this.undone = [];
    this.write();
  }

  /** The last deed, to be undone. @returns {Deed | undefined} */
  get last() {
    return this.done.at(-1);
  }

  /** The last one undone, to be done again. @returns {Deed | undefined} */
  get next() {
    return this.undone.at(-1);
  }

  undid() {
    this.undone.push(this.done.pop());
    this.write();
  }

  redid() {
    this.done.push(this.undone.pop());
    this.write();
  }

  /** What no longer fits is not offered again. @param {"done" | "undone"} side */
  drop(side) {
    this[side].pop();
    this.write();
  }
}
