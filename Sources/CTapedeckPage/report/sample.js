/* One sample: its dialogue, its reference, and what each model said. */
// The words of the reference, tinted in a prediction.
const tinted = (text, words) => {
  const paragraph = element("p");
  let end = 0;
  for (const match of text.matchAll(/[\p{L}\p{N}]+/gu)) {
    if (!words.has(match[0].toLowerCase())) continue;
    paragraph.append(text.slice(end, match.index), element("mark", "", match[0]));
    end = match.index + match[0].length;
  }
  paragraph.append(text.slice(end));
  return paragraph;
};

const card = (title, className, body) => {
  const box = element("div", `text ${className}`);
  const heading = element("h4");
  heading.append(...[title].flat());
  box.append(heading);
  for (const part of body) {
    part.dir = "auto";
    part.lang = "";
    box.append(part);
  }
  return box;
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

const showTexts = (index) => {
  const sample = samples[index];
  const words = new Set((sample.reference ?? "").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
  const [left, right] = [element("div"), element("div")];
  left.append(card("Dialogue", "", sample.dialogue ? dialogue(sample.dialogue) : none("The files hold no dialogue.")));
  right.append(card("Reference", "", sample.reference ? [element("p", "", sample.reference)] : none("none")));
  models.forEach((model, m) => {
    if (!isShown(model.row)) return;
    const text = sample.texts[m];
    const title = [element("bdi", "", model.name), model.type && ` · ${model.type}`];
    const body = text === null ? none("No prediction for this sample.") : text === "" ? none("An empty prediction.") : [tinted(text, words)];
    const box = card(title, `model c${model.colour}`, body);
    if (sample.scores[m]) {
      const scores = element("p", "scores");
      metrics.forEach((name, k) => {
        scores.append(element("span", String(k) === metric.value ? "chosen" : "", `${names[name] ?? name} ${number(sample.scores[m][k])}`));
      });
      box.append(scores);
    }
    right.append(box);
  });
  byId("texts").replaceChildren(left, right);
};
