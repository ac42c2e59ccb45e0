// Pages work without this file; it saves reloading and clicking.
"use strict";

// What is marked data-live is fetched again when something was written, unless somebody is typing or choosing in it.
(() => {
  const live = () => document.querySelectorAll("[data-live]");
  if (!live().length) return;
  // An answer that says what is wrong with a form stays as it is, with all that was typed.
  if (document.querySelector("main [role=alert]")) return;
  // An answer to a form has the form's address: then the page's own is named.
  const address = live()[0].dataset.live || location.href;
  let running = false, again = false;
  const busy = (element) => element.contains(document.activeElement) && document.activeElement.matches("input, select, textarea")
    || element.querySelector("input[type=checkbox]:checked");
  async function refresh() {
    if (running) { again = true; return; }
    running = true;
    try {
      const answer = await fetch(address, { headers: { "x-live": "1" } });
      if (answer.ok && !answer.redirected) {
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        for (const element of live()) {
          const next = fresh.getElementById(element.id);
          if (next && !busy(element) && next.innerHTML !== element.innerHTML) element.innerHTML = next.innerHTML;
        }
      }
    } finally {
      running = false;
      if (again) { again = false; setTimeout(refresh, 300); }
    }
  }
  const events = new EventSource("/office/events");
  events.addEventListener("news", refresh);
  // After a lost connection something may have been missed.
  let lost = false;
  events.onerror = () => { lost = true; };
  events.onopen = () => { if (lost) { lost = false; refresh(); } };
})();

// A head checkbox chooses all rows of its table; the count is said on the button.
document.addEventListener("change", (event) => {
  const box = event.target;
  if (!box.matches("input[type=checkbox]")) return;
  const form = box.closest("form");
  if (box.matches("[data-all]")) form.querySelectorAll("input[name=id]").forEach((row) => { row.checked = box.checked; });
  const chosen = form && form.querySelector("[data-chosen]");
  if (chosen) chosen.textContent = form.querySelectorAll("input[name=id]:checked").length;
});

// What cannot be taken back asks first; a language or a saved choice goes at once.
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !confirm(question)) { event.preventDefault(); return; }
  // A form that opens another tab leaves this one in use.
  if (event.target.target) return;
  event.target.querySelectorAll("button").forEach((button) => setTimeout(() => { button.disabled = true; }, 0));
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});
// A page that the browser kept comes back with its buttons alive.
addEventListener("pageshow", () => document.querySelectorAll("button:disabled").forEach((button) => { button.disabled = false; }));
