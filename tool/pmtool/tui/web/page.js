"use strict";

// Keyboard first: keys go to the desk once it is drawn, and to the way back once it has ended.
window.addEventListener("DOMContentLoaded", () => {
  const takesTheKeys = { "-first-byte": ".xterm-helper-textarea", "-closed": ".ended a" };
  const focused = new Set();
  new MutationObserver(() => {
    for (const [state, place] of Object.entries(takesTheKeys)) {
      if (document.body.classList.contains(state) && !focused.has(state)) {
        focused.add(state);
        document.querySelector(place).focus();
      }
    }
  }).observe(document.body, { attributeFilter: ["class"] });
});
