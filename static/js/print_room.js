// The row of the document shown: only the preview comes back from the server, the rows keep what is ticked.
document.addEventListener("htmx:afterSwap", () => {
  const shown = document.querySelector("#apercu input[name=apercu]");
  for (const row of document.querySelectorAll(".print-kinds li")) {
    row.classList.toggle("here", shown instanceof HTMLInputElement && row.id === `kind-${shown.value}`);
  }
});
