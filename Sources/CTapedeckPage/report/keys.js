/* What buttons and keys do; the last file, which shows the first sample. */
const go = (place, takesFocus) => {
  const next = Math.max(0, Math.min(order.length - 1, place));
  if (next === position || !order.length) return;
  position = next;
  show(takesFocus);
};
const isInList = () => list.contains(document.activeElement);

list.addEventListener("click", (event) => {
  const button = event.target.closest(".item");
  if (!button) return;
  go(Number(button.dataset.place), true);
  if (matchMedia("(max-width: 46rem)").matches) byId("step").scrollIntoView();
});
list.addEventListener("keydown", (event) => {
  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -samples.length, End: samples.length };
  if (!(event.key in steps) || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  go(position + steps[event.key], true);
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  if (event.key === "j" || event.key === "k") go(position + (event.key === "j" ? 1 : -1), isInList());
  else if (event.key === "/") filter.focus();
  else return;
  event.preventDefault();
});
const turn = (step) => go((Math.floor(position / pageSize) + step) * pageSize, false);
byId("page-back").addEventListener("click", () => turn(-1));
byId("page-on").addEventListener("click", () => turn(1));
byId("back").addEventListener("click", () => go(position - 1, false));
byId("on").addEventListener("click", () => go(position + 1, false));
direction.addEventListener("click", () => { descending = !descending; arrange(); });
byId("controls").addEventListener("submit", (event) => event.preventDefault());
sort.addEventListener("change", arrange);
metric.addEventListener("change", arrange);
for (const box of pairBoxes) box.addEventListener("change", () => (sort.value === "difference" ? arrange() : show(false)));
let timer = 0;
filter.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(arrange, 120); });
byId("browser").hidden = false;
arrange();
