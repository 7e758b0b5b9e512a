// Improves the pages of intake and of new participants: the list "Para guardar" follows the answers, and Enter in an answer saves instead of
// searching. Without it the server draws the list and the buttons do the rest.

const form = document.querySelector("[data-guardar]")?.closest("form");
const list = document.querySelector("[data-falta]");
const count = list?.querySelector("[data-cuenta]");

function filled(name) {
  return [...form.elements].some((one) =>
    one.name === name && (one.type === "radio" || one.type === "checkbox" ? one.checked : one.value.trim() !== ""));
}

function answered(names) {
  if (!names.includes("age_source")) return names.some(filled);
  const source = form.elements.age_source.value;
  return source === "UNKNOWN" || (source !== "" && (filled("age") || filled("birth_date")));
}

function follow(event) {
  const lines = [...list.querySelectorAll("[data-campos]")];
  for (const line of lines) {
    const names = line.dataset.campos.split(" ");
    // What the server called wrong stays so until somebody touches it.
    if (line.className === "mal" && !(event && names.includes(event.target.name))) continue;
    line.className = answered(names) ? "si" : "no";
  }
  const done = lines.filter((line) => line.className === "si").length;
  count.textContent = count.dataset.cuenta.replace("{n}", done).replace("{total}", lines.length);
}

if (form && list) {
  form.addEventListener("input", follow);
  form.addEventListener("change", follow);
  follow();
}

document.addEventListener("keydown", (event) => {
  const area = event.target.closest?.("[data-guardar]");
  if (event.key !== "Enter" || !area || event.target.tagName !== "INPUT" || event.isComposing) return;
  event.preventDefault();
  document.getElementById(area.dataset.guardar).click();
});
