// The page does without this script; with it a letter's QR code needs no typing.
"use strict";
(() => {
  const one = (name) => document.querySelector(`[data-${name}]`);
  const code = one("code");
  const typed = decodeURIComponent(window.location.hash.slice(1));
  if (typed) {
    // What opens an account does not stay in the address or in the history.
    window.history.replaceState(null, "", window.location.pathname + window.location.search);
    if (code) {
      code.value = typed;
      code.form.submit();
      return;
    }
  }
  const password = one("password");
  const show = one("show");
  if (password && show) {
    show.closest("label").hidden = false;
    const follow = () => { password.type = show.checked ? "text" : "password"; };
    show.addEventListener("change", follow);
    follow();
  }
  const take = one("take");
  if (password && take) {
    take.hidden = false;
    take.addEventListener("click", () => {
      password.value = take.dataset.take;
      if (show) { show.checked = true; password.type = "text"; }
      password.focus();
    });
  }
  const open = one("homeserver");
  if (open) {
    // Element redeems a login token only at the homeserver that it remembers.
    window.localStorage.setItem("mx_hs_url", open.dataset.homeserver);
  }
})();
