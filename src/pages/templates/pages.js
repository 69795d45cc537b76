// What the pages can do more where script runs: copy an address with a button.
(function () {
  "use strict";
  var said = document.getElementById("said");
  document.querySelectorAll("button[data-copies]").forEach(function (button) {
    var field = document.getElementById(button.dataset.copies);
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
    function text() { return field.value === undefined ? field.textContent : field.value; }
    function byHand() {
      if (field.select) { field.select(); } else { mark(); }
      if (document.execCommand("copy")) { done(); }
    }
    function mark() {
      var selection = getSelection();
      selection.removeAllRanges();
      var range = document.createRange();
      range.selectNodeContents(field);
      selection.addRange(range);
    }
    button.addEventListener("click", function () {
      if (navigator.clipboard) {
        navigator.clipboard.writeText(text()).then(done, byHand);
      } else {
        byHand();
      }
    });
    button.hidden = false;
  });
})();
