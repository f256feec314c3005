// What textual.js leaves to the page: where to connect to, the keyboard's focus, and why it ended.
"use strict";

const address = new URL("ws", window.location.href);
address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
address.search = "";
document.getElementById("terminal").dataset.sessionWebsocketUrl = address.href;

const again = document.getElementById("again");
again.addEventListener("click", () => window.location.reload());

window.WebSocket = class extends WebSocket {
  constructor(url) {
    super(url);
    this.addEventListener("close", (event) => {
      const reason = event.reason || "The connection has ended.";
      document.getElementById("reason").textContent = reason;
      setTimeout(() => again.focus()); // once it is shown
    });
  }
};

// textual.js makes its terminal with window.onload, which it has set by then.
window.addEventListener("DOMContentLoaded", () => {
  window.addEventListener("load", () => {
    document.querySelector(".xterm-helper-textarea").focus();
  });
});
