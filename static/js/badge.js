// The QR of a badge leads here with its token after the #, which no server ever sees: it goes in the form, and out of the address.
import { showKeptWork } from "./lib/kept_work.js";
import { kept } from "./lib/outbox.js";

const TOKEN = /^#([\w-]{22})$/;

const form = document.querySelector("[data-badge]");
const number = document.getElementById("div_id_number");

/** The number is asked again when there is no token. @param {string} token */
const take = (token) => {
  if (token) form.elements.token.value = token;
  const known = form.elements.token.value !== "";
  number.hidden = known;
  document.getElementById("badge-aim").hidden = known;
  form.elements[known || form.elements.number.value ? "code" : "number"].focus();
};

const read = () => {
  const found = location.hash.match(TOKEN);
  if (found) history.replaceState(null, "", location.pathname + location.search);
  take(found?.[1] ?? "");
};

addEventListener("hashchange", read);
read();
kept().then((operations) => showKeptWork(document.getElementById("kept-work"), operations, 0, () => undefined)).catch(() => undefined);
