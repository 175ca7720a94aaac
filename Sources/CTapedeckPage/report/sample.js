/* One sample: its dialogue, its reference, and what each model said. */

/** Maximum number of characters in which words are tinted. */
const tintedCharacters = 20_000;
// The folds that the reader has opened or closed, by name: they stay so from sample to sample.
const unfolded = new Map();

/** Takes over what the reader has unfolded; of several folds of one name, that which differs from before. */
const keepFolds = () => {
  const before = new Map(unfolded);
  for (const { dataset: { name }, open } of byId("texts").querySelectorAll("details")) {
    if (open !== (before.get(name) ?? false)) unfolded.set(name, open);
  }
};

/** A fold that keeps its state under a name. */
const fold = (name, className, title) => {
  const made = element("details", className);
  made.dataset.name = name;
  made.open = unfolded.get(name) ?? false;
  const summary = element("summary");
  summary.append(...title);
  made.append(summary);
  return made;
};

// The words of the reference, tinted in a prediction.
const tinted = (text, words) => {
  const paragraph = element("p");
  const start = text.slice(0, tintedCharacters);
  let end = 0;
  for (const match of start.matchAll(/[\p{L}\p{N}]+/gu)) {
    if (!words.has(match[0].toLowerCase())) continue;
    paragraph.append(text.slice(end, match.index), element("mark", "", match[0]));
    end = match.index + match[0].length;
  }
  paragraph.append(text.slice(end));
  return paragraph;
};

const filled = (box, body) => {
  for (const part of body) {
    part.dir = "auto";
    part.lang = "";
    box.append(part);
  }
  return box;
};

const card = (title, className, body) => {
  const box = element("div", `text ${className}`);
  const heading = element("h4");
  heading.append(...[title].flat());
  box.append(heading);
  return filled(box, body);
};

const dialogue = (text) => {
  const lines = text.split(/\r?\n/);
  if (lines.length > 400) return [element("p", "", text)];
  return lines.filter((line) => line.trim()).map((line) => {
    const speaker = /^[^:\n]{1,40}(?=:\s)/.exec(line)?.[0] ?? "";
    const paragraph = element("p");
    if (speaker) paragraph.append(element("b", "", speaker));
    paragraph.append(line.slice(speaker.length));
    return paragraph;
  });
};

const none = (text) => [element("p", "none", text)];

/** The F1 of each metric; unfolded, precision and recall too. */
const scoresOf = (sample, m) => {
  const shown = metrics.map((name, k) =>
    element("span", String(k) === metric.value ? "chosen" : "", `${names[name] ?? name} ${number(sample.scores[m][k])}`));
  const made = fold("scores", "scores", shown);
  const table = element("table");
  const head = table.createTHead().insertRow();
  for (const title of ["Metric", "Precision", "Recall", "F1"]) {
    const cell = element("th", "", title);
    cell.scope = "col";
    head.append(cell);
  }
  const body = table.createTBody();
  metrics.forEach((name, k) => {
    const title = element("th", "", names[name] ?? name);
    title.scope = "row";
    const [precision, recall] = sample.parts[m].slice(2 * k);
    const row = body.insertRow();
    row.append(title, ...[precision, recall, sample.scores[m][k]].map((value) => element("td", "", number(value))));
  });
  made.append(table);
  return made;
};

const answer = (sample, m, words, isFolded) => {
  const model = models[m];
  const text = sample.texts[m];
  const title = [element("bdi", "", model.name), model.type && ` · ${model.type}`];
  const body = text === null ? none("No prediction for this sample.") : text === "" ? none("An empty prediction.") : [tinted(text, words)];
  const value = sample.scores[m]?.[Number(metric.value)];
  const box = isFolded
    ? filled(fold(`m${m}`, `text model c${model.colour}`, [...title, value === undefined ? "" : ` · ${number(value)}`]), body)
    : card(title, `model c${model.colour}`, body);
  if (sample.scores[m]) box.append(scoresOf(sample, m));
  return box;
};

const showTexts = (index) => {
  keepFolds();
  const sample = samples[index];
  const words = new Set((sample.reference ?? "").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
  const [left, right] = [element("div"), element("div")];
  left.append(card("Dialogue", "", sample.dialogue ? dialogue(sample.dialogue) : none("The files hold no dialogue.")));
  right.append(card("Reference", "", sample.reference ? [element("p", "", sample.reference)] : none("none")));
  const shown = models.map((_, m) => m).filter((m) => isShown(models[m].row));
  const many = shown.length > openModels;
  const compared = pair();
  const open = many ? shown.filter((m) => compared.includes(m)) : shown;
  right.append(...open.map((m) => answer(sample, m, words, false)));
  const box = compared[0] !== compared[1] && compared.every((m) => shown.includes(m)) ? differenceCard(sample, ...compared) : null;
  if (box) right.append(box);
  right.append(...shown.filter((m) => !open.includes(m)).map((m) => answer(sample, m, words, true)));
  byId("texts").replaceChildren(left, right);
};
