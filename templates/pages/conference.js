"use strict";
// The door of a conference: asks who we are (in Element by the Widget API, else by the cookie of a
// personal link), asks the server whether the door is open, and opens Jitsi with the token it gave.
(() => {
  const words = JSON.parse(document.getElementById("words").textContent);
  const part = (id) => document.getElementById(id);
  const query = new URLSearchParams(location.search);
  const inElement = document.body.dataset.mode === "widget";
  const LONGEST_WAIT = 60;
  let jitsi = null;
  let timer = 0;
  let openId = null;
  let failures = 0;

  const show = (id, on) => { part(id).hidden = !on; };
  const say = (text, { wait = false, enter = false, again = false } = {}) => {
    // Said once: a screen reader must not repeat the same sentence at each try.
    if (part("why").textContent !== text) part("why").textContent = text;
    show("hint", wait);
    show("enter", enter);
    show("audio", enter);
    show("sound", enter);
    show("again", again);
  };
  const later = (seconds) => {
    clearTimeout(timer);
    // A whole class must not knock in one and the same moment.
    timer = setTimeout(look, seconds * 1000 * (0.8 + 0.4 * Math.random()));
  };

  // The Widget API: requests to Element and its requests to us.
  const pending = new Map();
  let number = 0;
  const ask = (action, data) => new Promise((resolve) => {
    const requestId = `parta-${Date.now()}-${++number}`;
    pending.set(requestId, resolve);
    parent.postMessage({ api: "fromWidget", widgetId: query.get("widgetId") || "", requestId, action, data }, "*");
  });
  const answer = (message, response) => parent.postMessage({ ...message, response }, "*");
  let credentials = null;
  if (inElement) addEventListener("message", ({ source, data }) => {
    if (source !== parent || typeof data !== "object" || data === null) return;
    if (data.api === "fromWidget" && data.response !== undefined) {
      const resolve = pending.get(data.requestId);
      pending.delete(data.requestId);
      if (resolve) resolve(data.response || {});
    } else if (data.api === "toWidget" && data.response === undefined) {
      if (data.action === "capabilities") {
        answer(data, { capabilities: ["m.always_on_screen", "io.element.requires_client"] });
      } else if (data.action === "openid_credentials") {
        answer(data, {});
        if (credentials) credentials(data.data || {});
      } else if (data.action === "supported_api_versions") {
        answer(data, { supported_versions: ["0.0.1", "0.0.2"] });
      } else {
        answer(data, {});
      }
    }
  });
  const stay = (value) => { if (inElement) ask("set_always_on_screen", { value }); };

  const identity = async () => {
    if (openId && openId.until > Date.now()) return openId;
    const later = new Promise((resolve) => { credentials = resolve; });
    let found = await ask("get_openid", {});
    if (found.state === "request") {
      say(words.allow);
      found = await later;
    }
    if (found.state !== "allowed" || !found.access_token) return null;
    const seconds = Math.min(Number(found.expires_in) || 0, 3600);
    openId = { access_token: found.access_token, matrix_server_name: found.matrix_server_name, until: Date.now() + (seconds - 60) * 1000 };
    return openId;
  };

  // The answer of the server: {jwt, …} or {error, message, wait}; null where it does not answer.
  const knock = async () => {
    const body = {};
    if (inElement) {
      const who = await identity();
      if (!who) return { error: "denied", message: words.denied };
      body.room_id = query.get("roomId") || "";
      body.openid = { access_token: who.access_token, matrix_server_name: who.matrix_server_name };
    }
    try {
      const response = await fetch(document.body.dataset.entry, {
        method: "POST",
        headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang },
        body: JSON.stringify(body),
        cache: "no-store",
      });
      const found = await response.json();
      if (!found.jwt && !found.message) return null;
      if (found.error === "unknown-token") openId = null;
      return found;
    } catch {
      return null;
    }
  };

  const refused = (found) => {
    if (found === null) {
      failures += 1;
      say(words.down, { again: true });
      later(Math.min(5 * 2 ** failures, LONGEST_WAIT));
    } else {
      failures = 0;
      say(found.message, { wait: Boolean(found.wait), again: !found.wait });
      if (found.wait) later(found.wait);
    }
  };

  const look = async () => {
    if (jitsi) return;
    const found = await knock();
    if (!found || !found.jwt) return refused(found);
    failures = 0;
    part("title").textContent = found.title || part("title").textContent;
    part("who").textContent = words.of.replace("{}", found.name);
    show("who", true);
    say(words.open, { enter: true });
    // The door may shut again before somebody enters.
    later(LONGEST_WAIT);
  };

  const load = (domain) => new Promise((resolve, reject) => {
    if (window.JitsiMeetExternalAPI) return resolve();
    const script = document.createElement("script");
    script.src = `https://${domain}/external_api.js`;
    script.onload = resolve;
    script.onerror = () => { script.remove(); reject(new Error("no video server")); };
    document.head.append(script);
    return undefined;
  });

  const leave = () => {
    if (!jitsi) return;
    jitsi.dispose();
    jitsi = null;
    stay(false);
    show("stage", false);
    show("door", true);
    say(words.left, { enter: true });
    part("enter").focus();
  };

  const enter = async (audioOnly) => {
    clearTimeout(timer);
    say(words.opening);
    const found = await knock();
    if (!found || !found.jwt) return refused(found);
    try {
      await load(found.domain);
    } catch {
      return say(words.noVideo, { again: true });
    }
    show("door", false);
    show("stage", true);
    jitsi = new window.JitsiMeetExternalAPI(found.domain, {
      roomName: found.room,
      jwt: found.jwt,
      parentNode: part("stage"),
      width: "100%",
      height: "100%",
      lang: document.documentElement.lang,
      configOverwrite: {
        subject: found.title,
        startAudioOnly: audioOnly,
        startWithAudioMuted: found.audience,
        startWithVideoMuted: found.audience || audioOnly,
        prejoinConfig: { enabled: false },
        disableDeepLinking: true,
      },
    });
    for (const event of ["readyToClose", "videoConferenceLeft"]) jitsi.addListener(event, leave);
    stay(true);
    const frame = part("stage").querySelector("iframe");
    if (frame) {
      frame.title = part("stage").getAttribute("aria-label");
      frame.focus();
    }
    return undefined;
  };

  part("enter").addEventListener("click", () => enter(false));
  part("audio").addEventListener("click", () => enter(true));
  part("again").addEventListener("click", () => { say(words.asking); look(); });
  if (inElement && parent === window) say(words.elsewhere);
  else look();
})();
