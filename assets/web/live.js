// Live parts of a page. An element with `data-live="/address"` listens to that address and shows the
// fragment that each event brings. The page is complete without this script; it only saves reloading.
"use strict";

(() => {
  // Browsers try again by themselves after a break; a refused or ended stream needs us.
  const RETRY_MS_FIRST = 1000;
  const RETRY_MS_MAX = 15000;
  // Short breaks are not worth a word: every few minutes the server ends a stream on purpose.
  const SAY_LOST_AFTER_MS = 3000;
  const SAY_BACK_FOR_MS = 4000;

  const status = document.querySelector("[data-live-status]");
  const lost = new Set();

  function say(text, kind) {
    if (!status) return;
    status.textContent = text;
    status.dataset.kind = kind;
  }

  function nowLost(element) {
    lost.add(element);
    element.setAttribute("data-stale", "");
    say(status?.dataset.lost ?? "", "lost");
  }

  function nowBack(element) {
    element.removeAttribute("data-stale");
    if (!lost.delete(element) || lost.size > 0) return;
    say(status?.dataset.back ?? "", "back");
    setTimeout(() => { if (lost.size === 0) say("", ""); }, SAY_BACK_FOR_MS);
  }

  function swap(element, html) {
    // Whoever is using a control in the fragment keeps it: the control with the same id gets the focus back.
    const focused = element.contains(document.activeElement) ? document.activeElement.id : "";
    element.innerHTML = html;
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  function follow(element) {
    let retryMs = RETRY_MS_FIRST;
    let sayLost = 0;

    function open() {
      const source = new EventSource(element.dataset.live);
      source.addEventListener("fragment", (event) => {
        retryMs = RETRY_MS_FIRST;
        clearTimeout(sayLost);
        sayLost = 0;
        swap(element, event.data);
        nowBack(element);
      });
      source.addEventListener("signed-out", () => {
        source.close();
        location.assign("/login?next=" + encodeURIComponent(location.pathname + location.search));
      });
      source.addEventListener("error", () => {
        if (!sayLost) sayLost = setTimeout(() => nowLost(element), SAY_LOST_AFTER_MS);
        source.close();
        setTimeout(open, retryMs);
        retryMs = Math.min(retryMs * 2, RETRY_MS_MAX);
      });
    }
    open();
  }

  for (const element of document.querySelectorAll("[data-live]")) follow(element);
})();
