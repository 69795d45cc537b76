// What the pages can do more where script runs: select an address on a click, copy it with a button.
(function () {
  "use strict";
  var said = document.getElementById("said");
  document.querySelectorAll(".field input").forEach(function (input) {
    input.addEventListener("click", function () { input.select(); });
  });
  document.querySelectorAll("button[data-copies]").forEach(function (button) {
    var input = document.getElementById(button.dataset.copies);
    var word = button.textContent;
    var waiting;
    function done() {
      button.textContent = button.dataset.done;
      if (said) { said.textContent = button.dataset.done; }
      clearTimeout(waiting);
      waiting = setTimeout(function () {
        button.textContent = word;
        if (said) { said.textContent = ""; }
      }, 2500);
    }
    function byHand() {
      input.select();
      if (document.execCommand("copy")) { done(); }
    }
    button.addEventListener("click", function () {
      if (navigator.clipboard) {
        navigator.clipboard.writeText(input.value).then(done, byHand);
      } else {
        byHand();
      }
    });
    button.hidden = false;
  });
})();
