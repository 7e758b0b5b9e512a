// Improves pages that already work without it: tells the truth about saving, leaves fast, asks before sending,
// hides what was revealed, counts characters. No dependency, no inline handler, nothing kept in the browser but
// whether the one-key shortcut is wanted.

const texts = JSON.parse(document.getElementById("textos")?.textContent ?? "{}");
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const here = { timeZone: "America/Lima" };
const clock = () => new Date().toLocaleTimeString("es-PE", { ...here, hour: "2-digit", minute: "2-digit", hour12: false });

// Connection and saving, in words ---------------------------------------------------------------------------
const line = document.querySelector("[data-conexion]");
// A page that comes back with errors holds text that is nowhere else.
let changed = all("form").some(isSaved) && Boolean(document.querySelector("[data-resumen], [data-sin-guardar]"));
let leaving = false;

function say(text, isSafe = true) {
  if (!line) return;
  line.hidden = false;
  line.lastElementChild.textContent = text.replace("{hora}", clock());
  line.classList.toggle("conexion--atenta", !isSafe);
  for (const [at, drawing] of all("svg", line).entries()) drawing.toggleAttribute("hidden", at === (isSafe ? 1 : 0));
}

function tell() {
  say(!navigator.onLine ? texts.offline : changed ? texts.changed : texts.online, navigator.onLine && !changed);
}

function isSaved(form) {
  return form && form.method === "post" && !form.matches("[data-sin-aviso]");
}

addEventListener("online", tell);
addEventListener("offline", tell);
document.addEventListener("input", (event) => {
  if (!isSaved(event.target.form)) return;
  changed = true;
  tell();
});
addEventListener("beforeunload", (event) => {
  if (changed && !leaving) event.preventDefault();
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.target.closest("[data-borrador]")) return;
  if (event.detail.successful) {
    changed = false;
    say(texts.draft);
  } else say(navigator.onLine ? texts.failed : texts.offline, false);
});

// Leaving fast: every tab, and without the browser asking anything -------------------------------------------
const exit = document.querySelector("[data-salir]");
const tabs = "BroadcastChannel" in self ? new BroadcastChannel("salir") : null;

function leave(fromHere) {
  leaving = true;
  document.documentElement.hidden = true;
  document.title = "…";
  sessionStorage.clear();
  if (fromHere) tabs?.postMessage("");
  location.replace(exit.href);
}

if (exit) {
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    leave(true);
  });
  tabs?.addEventListener("message", () => leave(false));
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") presses = [];
    else if (!event.repeat) {
      presses = [...presses.filter((at) => event.timeStamp - at < 2000), event.timeStamp];
      if (presses.length === 3) leave(true);
    }
  });
}
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// Search with one key, which can be switched off --------------------------------------------------------------
const search = document.getElementById("buscar");
const wanted = () => localStorage.getItem("atajos") !== "no";
const typing = (node) => node.closest("input, textarea, select, [contenteditable], dialog");

if (search) {
  search.parentElement.querySelector("kbd").hidden = !wanted();
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !wanted() || typing(event.target)) return;
    event.preventDefault();
    search.focus();
  });
}
for (const box of all("[data-atajos]")) {
  box.checked = wanted();
  box.addEventListener("change", () => {
    localStorage.setItem("atajos", box.checked ? "si" : "no");
    if (search) search.parentElement.querySelector("kbd").hidden = !box.checked;
  });
}

// Sending: ask first where it cannot be undone, and only once ---------------------------------------------------
function ask(question, yes) {
  const dialog = document.createElement("dialog");
  const words = document.createElement("p");
  const actions = document.createElement("form");
  const accept = document.createElement("button");
  const back = document.createElement("button");
  words.id = "pregunta";
  words.textContent = question;
  dialog.setAttribute("aria-labelledby", words.id);
  actions.method = "dialog";
  actions.className = "acciones";
  accept.className = "govuk-button";
  accept.value = "si";
  accept.textContent = yes || texts.confirm;
  back.className = "govuk-button govuk-button--secondary";
  back.textContent = texts.cancel;
  back.autofocus = true; // a second Enter by haste must not send
  actions.append(accept, back);
  dialog.append(words, actions);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue === "si");
      dialog.remove();
    });
  });
}

const confirmed = new WeakSet();
const sent = new WeakSet();
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (form.method !== "post") return;
  const question = submitter?.dataset.confirmar ?? form.dataset.confirmar;
  if (question && !confirmed.has(form)) {
    event.preventDefault();
    event.stopPropagation();
    ask(question, submitter?.dataset.si ?? form.dataset.si).then((isSure) => {
      if (!isSure) return;
      confirmed.add(form);
      form.requestSubmit(submitter);
    });
    return;
  }
  confirmed.delete(form);
  if (form.hasAttribute("hx-post")) return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  // A download answers without leaving the page: let it be asked again.
  setTimeout(() => sent.delete(form), 4000);
  if (!isSaved(form)) return;
  leaving = true;
  setTimeout(() => (leaving = false), 4000);
  say(texts.sending, false);
}, true);

// Whatever is in the page now, or arrives with htmx --------------------------------------------------------------
const seen = new WeakSet();

function count(area) {
  const message = document.getElementById(`${area.id}_cuenta`);
  if (!message) return;
  message.setAttribute("aria-live", "off");
  let timer;
  const write = () => {
    // As the server counts: a line end is two characters on arrival and one once cleaned.
    const left = area.dataset.maximo - [...area.value.trim()].length;
    const n = Math.abs(left).toLocaleString("es-PE");
    const words = left < 0 ? (left === -1 ? texts.overOne : texts.over) : left === 1 ? texts.leftOne : texts.left;
    message.textContent = words.replace("{n}", n);
    message.classList.toggle("e-achiote", left < 0);
    clearTimeout(timer);
    if (left < 50) timer = setTimeout(() => message.setAttribute("aria-live", "polite"), 800);
  };
  area.addEventListener("input", write);
  write();
}

function hideLater(node) {
  const hide = () => {
    for (const secret of all("[data-secreto]", node)) secret.remove();
    for (const back of all("[hidden]", node)) back.hidden = false;
    delete node.dataset.revelado;
  };
  setTimeout(hide, node.dataset.revelado * 1000);
  addEventListener("pagehide", hide, { once: true });
}

function showPassword(button) {
  const field = document.getElementById(button.dataset.verClave);
  const show = button.textContent;
  button.hidden = false;
  button.addEventListener("click", () => {
    const isHidden = field.type === "password";
    field.type = isHidden ? "text" : "password";
    button.textContent = isHidden ? button.dataset.ocultar : show;
  });
  field.form?.addEventListener("submit", () => (field.type = "password"));
}

function copyLink(button) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(new URL(button.dataset.copiar || "", location).href);
    say(texts.copied);
  });
}

function openDialog(button) {
  button.hidden = false;
  button.addEventListener("click", () => document.getElementById(button.dataset.abre).showModal());
}

function printPage(button) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

const improvements = {
  "[data-maximo]": count,
  "[data-revelado]": hideLater,
  "[data-ver-clave]": showPassword,
  "[data-copiar]": copyLink,
  "[data-abre]": openDialog,
  "[data-imprimir]": printPage,
  "[data-resumen]": (summary) => summary.focus(),
};

function improve(root) {
  for (const [selector, work] of Object.entries(improvements)) {
    for (const node of [...(root.matches?.(selector) ? [root] : []), ...all(selector, root)]) {
      if (seen.has(node)) continue;
      seen.add(node);
      work(node);
    }
  }
}

improve(document);
document.addEventListener("htmx:load", (event) => improve(event.detail.elt));
addEventListener("beforeprint", () => {
  const now = new Date().toLocaleDateString("es-PE", { ...here, day: "2-digit", month: "2-digit", year: "numeric" });
  for (const node of all("[data-ahora]")) node.textContent = `${now} ${clock()}`;
});

// The first sentence is not news; only what changes it is announced.
tell();
setTimeout(() => line?.setAttribute("role", "status"), 500);
