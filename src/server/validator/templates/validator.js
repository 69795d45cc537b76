// What the validator's pages can do more where script runs. Without it everything works.
(function () {
  "use strict";
  var said = document.getElementById("said");
  function say(text) { if (said) { said.textContent = text; } }

  document.querySelectorAll(".only-script").forEach(function (element) { element.hidden = false; });

  // Whoever asked hears the verdict first, unless a link leads to a line.
  var verdict = document.getElementById("verdict");
  if (verdict && !location.hash) { verdict.focus({ preventScroll: true }); }

  // A link to a line opens the document.
  function open() {
    var target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    var details = target && target.closest("details");
    if (details && !details.open) { details.open = true; target.scrollIntoView({ block: "center" }); }
  }
  addEventListener("hashchange", open);
  open();

  // Findings by severity.
  var buttons = document.querySelectorAll("button[data-show]");
  buttons.forEach(function (button) {
    button.addEventListener("click", function () {
      var wanted = button.dataset.show, seen = 0;
      buttons.forEach(function (other) { other.setAttribute("aria-pressed", String(other === button)); });
      document.querySelectorAll(".group").forEach(function (group) {
        group.hidden = wanted !== "all" && group.dataset.severity !== wanted;
        if (!group.hidden) { seen += 1; }
      });
      say(seen === 1 ? "Findings of 1 rule are shown" : "Findings of " + seen + " rules are shown");
    });
  });

  // Rules while one types. A page that the server has filtered does not know the others: there the form asks it again.
  var told = document.querySelector("[data-total]");
  var filters = told && document.querySelector(".filters");
  if (filters) {
    var families = document.querySelector(".families").closest("nav");
    var rules = Array.prototype.map.call(document.querySelectorAll(".rules-list li"), function (rule) {
      var text = rule.querySelector(".id").textContent + " " + rule.querySelector(".says").textContent;
      return { row: rule, text: text.toLowerCase() + " " + rule.dataset.more };
    });
    var narrow = function () {
      var words = filters.elements.q.value.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 8);
      var severity = filters.elements.severity.value, kind = filters.elements["for"].value, seen = 0;
      rules.forEach(function (rule) {
        var row = rule.row;
        row.hidden = (severity && !row.classList.contains(severity))
          || (kind && row.dataset["for"].split(" ").indexOf(kind) < 0)
          || !words.every(function (word) { return rule.text.indexOf(word) >= 0; });
        if (!row.hidden) { seen += 1; }
      });
      document.querySelectorAll(".family").forEach(function (family) {
        family.hidden = !family.querySelector("li:not([hidden])");
      });
      var all = seen === rules.length;
      families.hidden = !all;
      told.querySelector("a").hidden = all;
      told.querySelector("[role=status]").textContent = all ? ""
        : (seen === 0 ? "No rule" : seen === 1 ? "1 rule" : seen + " rules") + " of " + told.dataset.total + ".";
    };
    filters.addEventListener("input", narrow);
    // Whoever comes back finds in the form what was typed before.
    addEventListener("pageshow", narrow);
  }

  // A file dropped on the form is the file that was chosen.
  var input = document.getElementById("file");
  var place = input && input.closest("form");
  if (place) {
    var over = function (event) {
      if (event.dataTransfer && Array.prototype.indexOf.call(event.dataTransfer.types, "Files") >= 0) {
        event.preventDefault();
        place.classList.add("over");
      }
    };
    place.addEventListener("dragenter", over);
    place.addEventListener("dragover", over);
    place.addEventListener("dragleave", function () { place.classList.remove("over"); });
    place.addEventListener("drop", function (event) {
      place.classList.remove("over");
      if (!event.dataTransfer || event.dataTransfer.files.length === 0) { return; }
      event.preventDefault();
      input.files = event.dataTransfer.files;
      place.requestSubmit();
    });
  }
})();
