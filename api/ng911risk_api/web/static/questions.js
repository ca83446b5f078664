// What a person sees while an answer is on its way: never "saved" before it is.
"use strict";
(function () {
  document.documentElement.classList.add("has-script");

  function note(box, kind, words) {
    const place = box.querySelector(".question__saved");
    if (!place || place.querySelector(".clash")) return;
    let line = place.querySelector("span");
    if (!line) line = place.appendChild(document.createElement("span"));
    line.className = kind;
    line.textContent = words;
  }

  document.addEventListener("change", function (event) {
    const box = event.target.closest(".question[hx-post]");
    if (box) note(box, "is-waiting", event.target.type === "file" ? "Sending the file\u2026" : "Saving\u2026");
  }, true);

  function failed(event) {
    const source = event.detail && event.detail.ctx && event.detail.ctx.sourceElement;
    const box = (source || event.target).closest && (source || event.target).closest(".question");
    if (box) note(box, "is-unsaved", "Not saved: the server did not take it. What you entered is still here; change it again, or press Save at the end of the page.");
  }
  document.addEventListener("htmx:error", failed);
  document.addEventListener("htmx:response:error", failed);

  document.addEventListener("htmx:after:swap", function (event) {
    const source = event.detail && event.detail.ctx && event.detail.ctx.sourceElement;
    const files = source && source.closest(".question__files");
    if (files) {
      const bad = files.querySelector(".usa-error-message");
      note(files.closest(".question"), bad ? "is-unsaved" : "is-saved", bad ? "The file was not taken." : "The file is saved.");
    }
  });

  // "Keep theirs" goes to an address that only differs in its end, so the page is asked for again.
  document.addEventListener("click", function (event) {
    const link = event.target.closest("a[data-reload]");
    if (!link) return;
    event.preventDefault();
    history.replaceState(null, "", link.href);
    location.reload();
  });

  window.addEventListener("beforeunload", function (event) {
    if (document.querySelector(".question .is-waiting")) event.preventDefault();
  });
})();
