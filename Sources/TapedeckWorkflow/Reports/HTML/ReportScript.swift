// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The sample browser of a page.
///
/// Texts of models are put into the page by `textContent` alone. The list holds one page of samples at a time.
enum ReportScript {
    static let javaScript = #"""
        "use strict";
        (() => {
          const data = JSON.parse(document.getElementById("data").textContent);
          const { models, metrics, samples } = data;
          const names = { rouge1: "ROUGE-1", rouge2: "ROUGE-2", rougeL: "ROUGE-L", rougeLsum: "ROUGE-Lsum" };
          const byId = (id) => document.getElementById(id);
          const [list, filter, sort, metric, direction] = ["list", "filter", "sort", "metric", "direction"].map(byId);
          const pageSize = 50;
          let order = samples.map((_, index) => index);
          let position = 0;
          let descending = false;
          let haystacks = null;

          const element = (name, className, text) => {
            const made = document.createElement(name);
            if (className) made.className = className;
            if (text !== undefined) made.textContent = text;
            return made;
          };
          const number = (score) => (score / 100).toFixed(2);
          const label = (index) => samples[index].id ?? `#${index + 1}`;
          const score = (index, model) => samples[index].scores[model]?.[Number(metric.value)];

          // What to sort by: a list of numbers or texts by sample; undefined goes last either way.
          const sortings = new Map([
            ["order", { name: "File order", key: (index) => index }],
            ["id", { name: "Sample id", key: (index) => samples[index].id ?? undefined, isText: true }],
          ]);
          models.forEach((model, m) => {
            sortings.set(`m${m}`, { name: `Score of ${model.name}`, key: (index) => score(index, m) });
          });
          if (models.length <= 20) {
            models.forEach((one, a) => models.slice(a + 1).forEach((other, step) => {
              const b = a + 1 + step;
              sortings.set(`d${a}-${b}`, {
                name: `${other.name} − ${one.name}`,
                key: (index) => {
                  const [first, second] = [score(index, a), score(index, b)];
                  return first === undefined || second === undefined ? undefined : second - first;
                },
              });
            }));
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

          const swatch = (model) => element("span", `swatch c${model.colour}`);

          const item = (place) => {
            const index = order[place];
            const button = element("button", "item");
            button.type = "button";
            button.dataset.place = String(place);
            button.tabIndex = place === position ? 0 : -1;
            if (place === position) button.setAttribute("aria-current", "true");
            const what = element("span", "what", samples[index].reference ?? samples[index].dialogue ?? "");
            what.dir = "auto";
            what.lang = "";
            const meta = element("span", "meta");
            meta.append(element("span", "", label(index)));
            const spoken = [`Sample ${label(index)}`, what.textContent];
            models.slice(0, 6).forEach((model, m) => {
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
          let timer = 0;
          filter.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(arrange, 120); });
          byId("browser").hidden = false;
          arrange();
        })();
        """#
}
