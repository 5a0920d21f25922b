"use strict";
const form = document.querySelector("form");
const key = "chorus " + form.dataset.sheet;
const items = [...form.querySelectorAll("fieldset")];
const progress = document.querySelector("progress");
const count = document.querySelector("#count");
const store = {
  read() { try { return JSON.parse(localStorage.getItem(key)) || {}; } catch { return {}; } },
  write(answers) { try { localStorage.setItem(key, JSON.stringify(answers)); } catch { /* kept on the page only */ } },
};

function answers() {
  return Object.fromEntries(new FormData(form));
}

function show() {
  const given = answers();
  progress.value = Object.keys(given).length;
  count.textContent = `${progress.value} of ${items.length}`;
  for (const item of items) item.classList.toggle("done", item.name in given);
  return given;
}

for (const [item, answer] of Object.entries(store.read())) {
  for (const input of form.querySelectorAll(`input[name="${CSS.escape(item)}"]`)) input.checked = input.value === answer;
}
show();

form.addEventListener("change", () => store.write(show()));

// A digit gives that answer to the item that is in view, and goes on to the next.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const here = items.find((item) => item.getBoundingClientRect().bottom > innerHeight / 3);
  const choice = here?.querySelectorAll("input")[Number(event.key) - 1];
  if (!choice) return;
  event.preventDefault();
  choice.checked = true;
  store.write(show());
  const next = items[items.indexOf(here) + 1];
  if (next) next.scrollIntoView({ block: "start" });
});

document.querySelector("#save").addEventListener("click", () => {
  const lines = Object.entries(show()).map(([item, answer]) => `${item},${answer}`);
  const file = new Blob([["item,answer", ...lines, ""].join("\r\n")], { type: "text/csv" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `${form.dataset.sheet}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
});
