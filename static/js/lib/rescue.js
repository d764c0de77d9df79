import { kept } from "./outbox.js";
import { device } from "./store.js";

/** The last resort: everything this tablet keeps, as a file for the administrator. */
export const downloadRescue = async () => {
  const made_at = new Date().toISOString();
  const copy = { rescue: 1, device: await device(), made_at, operations: await kept() };
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(copy, null, 1)], { type: "application/json" }));
  link.download = `copie-de-secours-${made_at.slice(0, 16).replace(":", "-")}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
};
