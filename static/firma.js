// A box to sign in with a finger, a pen or the mouse. Without this file paper and fingerprint remain.

const box = document.querySelector("[data-firma]");
const drawing = document.getElementById(box?.dataset.firma ?? "");
const canvas = box?.querySelector("canvas");
const pen = canvas?.getContext("2d");

function isChosen() {
  return document.querySelector('[name="signature"][value="SCREEN"]')?.checked ?? false;
}

function show() {
  box.hidden = !isChosen();
}

// The picture is larger than the box on a telephone: from one to the other.
function place(event) {
  const seen = canvas.getBoundingClientRect();
  const right = ((event.clientX - seen.left) * canvas.width) / seen.width;
  const down = ((event.clientY - seen.top) * canvas.height) / seen.height;
  return [right, down];
}

function begin(event) {
  event.preventDefault();
  canvas.setPointerCapture(event.pointerId);
  pen.beginPath();
  pen.moveTo(...place(event));
  canvas.dataset.firmando = "";
}

function draw(event) {
  if (!("firmando" in canvas.dataset)) return;
  event.preventDefault();
  pen.lineTo(...place(event));
  pen.stroke();
}

function end() {
  if (!("firmando" in canvas.dataset)) return;
  delete canvas.dataset.firmando;
  drawing.value = canvas.toDataURL("image/png");
  drawing.dispatchEvent(new Event("change", { bubbles: true }));
}

function clear() {
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  drawing.value = "";
}

// A page that came back with errors keeps what she drew.
function restore() {
  const picture = new Image();
  picture.addEventListener("load", () => pen.drawImage(picture, 0, 0));
  picture.src = drawing.value;
}

if (box && pen && drawing) {
  pen.lineWidth = 4;
  pen.lineCap = pen.lineJoin = "round";
  const before = drawing.value;
  clear();
  drawing.value = before;
  if (before.startsWith("data:image/png;base64,")) restore();
  canvas.addEventListener("pointerdown", begin);
  canvas.addEventListener("pointermove", draw);
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, end);
  box.querySelector("button").addEventListener("click", clear);
  for (const each of document.querySelectorAll('[name="signature"]')) each.addEventListener("change", show);
  show();
}
