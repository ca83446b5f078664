"use strict";
(() => {
  const form = document.getElementById("answers");
  const told = document.getElementById("told");
  const carried = JSON.parse(form.dataset.carried);
  const boxes = [...form.querySelectorAll("fieldset")];
  let saved = true;
  document.querySelector(".by-hand").hidden = true;
  document.getElementById("finish").hidden = false;

  const say = (text, wrong) => {
    told.textContent = text;
    told.className = wrong ? "wrong" : "";
  };
  const field = (id) => document.getElementById(id);

  form.addEventListener("input", () => {
    saved = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!saved) event.preventDefault();
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const answers = boxes
      .map((box) => ({
        question: box.dataset.label,
        value: box.querySelector("input:checked")?.value,
        note: box.querySelector("textarea").value.trim(),
      }))
      .filter((one) => one.value);
    const name = field("name").value.trim();
    if (!name || !answers.length) {
      say(name ? "Answer at least one question first." : "Say who you are first: your name.", true);
      field(name ? "answers" : "name").focus();
      return;
    }
    const whole = { ...carried, name, role: field("role").value.trim(), answers };
    const link = document.createElement("a");
    const blob = new Blob([JSON.stringify(whole, null, 1)], { type: "application/json" });
    link.href = URL.createObjectURL(blob);
    link.download = form.dataset.file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    saved = true;
    const open = boxes.length - answers.length;
    say(
      `Saved as ${form.dataset.file} with ${answers.length} of ${boxes.length} questions answered` +
        `${open ? `, ${open} left open` : ""}. Mail this file to whoever sent you this page.`,
    );
  });

  field("before").addEventListener("change", async (event) => {
    try {
      const before = JSON.parse(await event.target.files[0].text());
      if (before.ask !== carried.ask) throw new Error("another page");
      field("name").value = before.name || "";
      field("role").value = before.role || "";
      for (const box of boxes) {
        const one = before.answers.find((each) => each.question === box.dataset.label);
        if (!one) continue;
        for (const choice of box.querySelectorAll("input")) choice.checked = choice.value === one.value;
        box.querySelector("textarea").value = one.note || "";
      }
      say("Your answers are back. Go on, and save again.");
    } catch {
      say("This is not a file saved from this page.", true);
    }
  });
})();
