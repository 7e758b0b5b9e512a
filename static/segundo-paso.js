// Asks the browser for a key (WebAuthn) and sends its answer with the form. Without this file the pages work with
// codes alone.

const form = document.querySelector("form[data-llave]");
const button = form?.querySelector("[data-llave-boton]");
const knows = "PublicKeyCredential" in self && "credentials" in navigator;

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function options() {
  const { publicKey } = JSON.parse(document.getElementById("opciones-llave").textContent);
  const known = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }));
  publicKey.challenge = bytes(publicKey.challenge);
  if (publicKey.user) publicKey.user = { ...publicKey.user, id: bytes(publicKey.user.id) };
  publicKey.excludeCredentials = known(publicKey.excludeCredentials);
  publicKey.allowCredentials = known(publicKey.allowCredentials);
  return { publicKey };
}

function answer(credential) {
  const response = { clientDataJSON: text(credential.response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

async function ask() {
  const notice = form.querySelector("[data-llave-aviso]");
  notice.hidden = true;
  button.disabled = true;
  try {
    const credential = await navigator.credentials[form.dataset.llave === "crear" ? "create" : "get"](options());
    form.elements.credential.value = JSON.stringify(answer(credential));
    form.submit();
  } catch {
    notice.hidden = false;
    button.disabled = false;
  }
}

if (button) {
  const lack = form.querySelector("[data-llave-falta]");
  button.hidden = !knows;
  if (lack) lack.hidden = knows;
  button.addEventListener("click", ask);
  // Enter in the field of the name asks for the key instead of sending a form that lacks it.
  if (form.dataset.llave === "crear")
    form.addEventListener("submit", (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      if (knows) ask();
    });
}
