// What this tablet keeps: unsent work, cells as last seen, the pages of the day. Names and marks live here and nowhere else.
const NAME = "ntc_cert";
const VERSION = 1;

/** @type {Promise<IDBDatabase> | undefined} */
let opened;

const open = () => {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      const database = request.result;
      database.createObjectStore("outbox", { keyPath: "n", autoIncrement: true });
      database.createObjectStore("cells", { keyPath: "key" }).createIndex("juror", "juror");
      database.createObjectStore("pages", { keyPath: "path" }).createIndex("juror", "juror");
      database.createObjectStore("facts", { keyPath: "name" });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opened;
};

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
export const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/**
 * One transaction over these stores; resolved once it is on the disk (« strict »: a power cut loses nothing of it).
 * @template T
 * @param {string[]} names @param {IDBTransactionMode} mode
 * @param {(stores: Record<string, IDBObjectStore>) => Promise<T>} work waits for nothing but requests of its stores
 * @returns {Promise<T>}
 */
export const within = async (names, mode, work) => {
  const database = await open();
  const transaction = database.transaction(names, mode, { durability: "strict" });
  const finished = new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(undefined);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
  finished.catch(() => undefined);
  const result = await work(Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)])));
  await finished;
  return result;
};

/** The identifier of this tablet, drawn at its first need. @returns {Promise<string>} */
export const device = () => within(["facts"], "readwrite", async ({ facts }) => {
  const known = await done(facts.get("device"));
  if (known) return known.value;
  const value = crypto.randomUUID();
  await done(facts.put({ name: "device", value }));
  return value;
});
