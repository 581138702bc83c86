(function () {
  'use strict';
  var root = document.documentElement;
  var dark = window.matchMedia('(prefers-color-scheme: dark)');
  var theme = document.getElementById('theme');

  function current() {
    return root.getAttribute('data-theme') || (dark.matches ? 'dark' : 'light');
  }
  function label() {
    var other = current() === 'dark' ? 'Light' : 'Dark';
    theme.textContent = other;
    theme.setAttribute('aria-label', 'Switch to ' + other.toLowerCase() + ' colours');
  }
  theme.addEventListener('click', function () {
    root.setAttribute('data-theme', current() === 'dark' ? 'light' : 'dark');
    label();
  });
  dark.addEventListener('change', label);
  theme.hidden = false;
  label();

  function select(node) {
    var range = document.createRange();
    range.selectNodeContents(node);
    var selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }
  document.querySelectorAll('button.copy').forEach(function (button) {
    var code = button.previousElementSibling;
    button.hidden = false;
    button.addEventListener('click', function () {
      if (!navigator.clipboard) {
        select(code);
        return;
      }
      navigator.clipboard.writeText(code.textContent).then(function () {
        button.textContent = 'Copied';
        window.setTimeout(function () { button.textContent = 'Copy'; }, 1500);
      }, function () { select(code); });
    });
  });

  var opened = [];
  var shown = null;
  window.addEventListener('beforeprint', function () {
    shown = root.getAttribute('data-theme');
    root.setAttribute('data-theme', 'light');
    opened = Array.from(document.querySelectorAll('details:not([open])'));
    opened.forEach(function (part) { part.open = true; });
  });
  window.addEventListener('afterprint', function () {
    opened.forEach(function (part) { part.open = false; });
    if (shown === null) {
      root.removeAttribute('data-theme');
    } else {
      root.setAttribute('data-theme', shown);
    }
  });
}());
