// Makes the list of amounts a slider. Without this file the list works by itself.
"use strict";
(() => {
  const dress = () => {
    for (const list of document.querySelectorAll("select[data-slider]")) {
      list.removeAttribute("data-slider");
      if (list.options.length < 2) continue;
      const slider = document.createElement("input");
      const shown = document.createElement("output");
      Object.assign(slider, { type: "range", min: "0", max: String(list.options.length - 1), step: "1", id: "budget-slider", className: "usa-range" });
      slider.value = String(list.selectedIndex);
      slider.setAttribute("aria-labelledby", "budget-label");
      const label = list.form.querySelector("label");
      label.id = "budget-label";
      label.htmlFor = slider.id;
      const tell = () => {
        shown.textContent = list.options[slider.value].text;
        slider.setAttribute("aria-valuetext", shown.textContent);
      };
      tell();
      slider.addEventListener("input", tell);
      slider.addEventListener("change", () => { list.selectedIndex = Number(slider.value); });
      shown.className = "budget-shown";
      list.hidden = true;
      list.after(slider, shown);
      for (const button of list.form.querySelectorAll(".plain-only")) button.hidden = true;
    }
  };
  // until an answer is there the panel says so, never what was true before
  const tell = (event, words) => {
    const form = document.getElementById("measures-form");
    const panel = document.getElementById("answer");
    const source = event.detail && event.detail.ctx ? event.detail.ctx.sourceElement : event.target.form;
    if (!form || !panel || source !== form) return;
    const line = document.createElement("p");
    line.setAttribute("role", "status");
    line.textContent = words;
    panel.replaceChildren(panel.querySelector("h2"), line);
  };
  const failed = (event) => tell(event, "No answer came. What you ticked is kept: press \u201cShow what changes\u201d.");
  document.addEventListener("change", (event) => tell(event, "Working it out\u2026"));
  document.addEventListener("htmx:error", failed);
  // what is ticked goes along, and the address can be kept and sent
  const keep = (event) => {
    const form = document.getElementById("measures-form");
    if (!form || event.target.form !== form) return;
    const query = new URLSearchParams(new FormData(form)).toString();
    history.replaceState(null, "", location.pathname + (query ? "?" + query : ""));
  };
  document.addEventListener("DOMContentLoaded", dress);
  document.addEventListener("htmx:after:swap", dress);
  document.addEventListener("change", keep);
})();
