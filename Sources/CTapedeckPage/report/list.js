/* The list of samples: filtered, sorted, one page at a time. */
const [list, filter, sort, metric, direction] = ["list", "filter", "sort", "metric", "direction"].map(byId);
const pageSize = 50;
/** Maximum number of models whose scores and answers all stand open. */
const openModels = 4;
let order = samples.map((_, index) => index);
let position = 0;
let descending = false;
let haystacks = null;

const score = (index, model) => samples[index].scores[model]?.[Number(metric.value)];

// What to sort by: a list of numbers or texts by sample; undefined goes last either way.
const sortings = new Map([
  ["order", { name: "File order", key: (index) => index }],
  ["id", { name: "Sample id", key: (index) => samples[index].id ?? undefined, isText: true }],
]);
models.forEach((model, m) => {
  sortings.set(`m${m}`, { name: `Score of ${model.name}`, key: (index) => score(index, m) });
});
// The two models that are compared: by their answers, and by their scores where the samples are sorted so.
const pairBoxes = ["one", "other"].map(byId);
const pair = () => pairBoxes.map((box) => Number(box.value || 0));
if (models.length > 1) {
  for (const box of pairBoxes) box.append(...models.map(({ name }, m) => new Option(name, String(m))));
  pairBoxes[1].value = String(models.length - 1);
  sortings.set("difference", {
    name: "Difference of the compared models",
    key: (index) => {
      const [first, second] = pair().map((m) => score(index, m));
      return first === undefined || second === undefined ? undefined : second - first;
    },
  });
  byId("pair").hidden = false;
}
for (const [value, { name }] of sortings) sort.append(new Option(name, value));
metrics.forEach((name, index) => metric.append(new Option(names[name] ?? name, String(index))));

const matches = () => {
  const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return samples.map((_, index) => index);
  haystacks ??= samples.map((sample) =>
    [sample.id, sample.dialogue, sample.reference, ...sample.texts].filter(Boolean).join("\n").toLowerCase());
  return samples.map((_, index) => index).filter((index) => words.every((word) => haystacks[index].includes(word)));
};

const arrange = () => {
  const { key, isText } = sortings.get(sort.value);
  const compare = new Intl.Collator("en", { numeric: true }).compare;
  const sign = descending ? -1 : 1;
  order = matches().map((index) => [key(index), index]).sort(([a, i], [b, j]) => {
    if (a === undefined || b === undefined) return (a === undefined) - (b === undefined) || i - j;
    return sign * (isText ? compare(a, b) : a - b) || i - j;
  }).map(([, index]) => index);
  direction.textContent = descending ? "↓ Descending" : "↑ Ascending";
  position = 0;
  show(false);
};

// The models whose scores a line of the list has room for: all of a few, else those that are compared.
const listed = () => {
  const shown = models.map((_, m) => m).filter((m) => isShown(models[m].row));
  return shown.length > openModels ? shown.filter((m) => pair().includes(m)) : shown;
};

const item = (place) => {
  const index = order[place];
  const button = element("button", "item");
  button.type = "button";
  button.dataset.place = String(place);
  button.tabIndex = place === position ? 0 : -1;
  if (place === position) button.setAttribute("aria-current", "true");
  const what = element("span", "what", (samples[index].reference ?? samples[index].dialogue ?? "").slice(0, 300));
  what.dir = "auto";
  what.lang = "";
  const meta = element("span", "meta");
  meta.append(element("span", "", label(index)));
  const spoken = [`Sample ${label(index)}`, what.textContent];
  listed().forEach((m) => {
    const model = models[m];
    const value = score(index, m);
    spoken.push(`${model.name} ${value === undefined ? "no prediction" : number(value)}`);
    const entry = element("span");
    entry.append(swatch(model), value === undefined ? "–" : number(value));
    entry.title = model.name;
    meta.append(entry);
  });
  button.append(what, meta);
  button.setAttribute("aria-label", spoken.join(", "));
  const row = element("li");
  row.append(button);
  return row;
};

// Shows the page of the list and the sample at the position.
const show = (takesFocus) => {
  const first = Math.floor(position / pageSize) * pageSize;
  const last = Math.min(first + pageSize, order.length);
  list.start = first + 1;
  list.replaceChildren(...Array.from({ length: last - first }, (_, step) => item(first + step)));
  byId("count").textContent = order.length
    ? `Sample ${position + 1} of ${order.length}${order.length < samples.length ? `, filtered from ${samples.length}` : ""}`
    : `No sample of ${samples.length} has these words.`;
  byId("page").textContent = order.length ? `${first + 1}–${last} of ${order.length}` : "none";
  byId("page-back").disabled = first === 0;
  byId("page-on").disabled = last >= order.length;
  byId("back").disabled = position === 0;
  byId("on").disabled = position >= order.length - 1;
  byId("detail").hidden = !order.length;
  if (!order.length) return;
  byId("title").textContent = `Sample ${label(order[position])}`;
  showTexts(order[position]);
  const current = list.querySelector("[aria-current]");
  if (takesFocus) current.focus({ preventScroll: true });
  const box = current.parentElement;
  if (box.offsetTop < list.scrollTop) list.scrollTop = box.offsetTop;
  const below = box.offsetTop + box.offsetHeight - list.clientHeight;
  if (below > list.scrollTop) list.scrollTop = below;
};
