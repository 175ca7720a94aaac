/* What two models' answers to a sample have in common, word by word: a longest common subsequence of bounded size. */
const diffLimits = { characters: 50_000, cells: 4_000_000 };

/** Words, signs and spaces of a text in order; without the browser's own rules, by the kinds of characters. */
const segments = Intl.Segmenter
  ? (text) => Array.from(new Intl.Segmenter("en", { granularity: "word" }).segment(text), ({ segment }) => segment)
  : (text) => text.match(/\s+|[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu) ?? [];

/** The words of a text, each with the space behind it; nothing that one sees as one character is cut apart. */
const wordsOf = (text) => {
  const words = [];
  for (const segment of segments(text)) {
    if (!segment.trim() && words.length) words[words.length - 1] += segment;
    else words.push(segment);
  }
  return words;
};

/** The parts without common signs amid a change, such as the full stop of two different sentences: they belong to the change. */
const smoothed = (parts) => {
  const made = [];
  let change = {};
  const end = () => {
    made.push(...["del", "ins"].filter((kind) => change[kind]).map((kind) => change[kind]));
    change = {};
  };
  parts.forEach((part, place) => {
    const [kind, words, spaced] = part;
    const isSign = kind === "same" && change.del && change.ins && place < parts.length - 1 && !words.some((word) => /[\p{L}\p{N}]/u.test(word));
    if (kind === "same" && !isSign) {
      end();
      made.push(part);
      return;
    }
    for (const own of isSign ? ["del", "ins"] : [kind]) {
      if (change[own]) change[own][1].push(...words);
      else change[own] = [own, [...words], spaced];
    }
  });
  end();
  return made;
};

/**
 * The parts of two texts in order: [kind, words, spaced], where kind is "same", "del" (only in the first) or "ins" (only in the
 * second), and spaced tells whether a space belongs before its first word.
 * Null where the texts are too long to compare.
 */
const difference = (one, other) => {
  if (one.length > diffLimits.characters || other.length > diffLimits.characters) return null;
  const [a, b] = [wordsOf(one), wordsOf(other)];
  const [left, right] = [a, b].map((words) => words.map((word) => word.trim()));
  let start = 0;
  while (start < a.length && start < b.length && left[start] === right[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && left[a.length - 1 - end] === right[b.length - 1 - end]) end += 1;
  const [rows, columns] = [a.length - start - end, b.length - start - end];
  if ((rows + 1) * (columns + 1) > diffLimits.cells) return null;
  // lengths[i * (columns + 1) + j]: the length of what is common from word i of the one and word j of the other on.
  const lengths = new Uint32Array((rows + 1) * (columns + 1));
  for (let i = rows - 1; i >= 0; i -= 1) {
    for (let j = columns - 1; j >= 0; j -= 1) {
      const at = i * (columns + 1) + j;
      lengths[at] = left[start + i] === right[start + j] ? lengths[at + columns + 2] + 1
        : Math.max(lengths[at + columns + 1], lengths[at + 1]);
    }
  }
  const parts = [];
  const add = (kind, words, k) => {
    const before = parts.at(-1);
    if (before?.[0] === kind) before[1].push(words[k]);
    else parts.push([kind, [words[k]], Boolean(before) && [words[k - 1] ?? "", before[1].at(-1)].some((word) => /\s$/.test(word))]);
  };
  for (let k = 0; k < start; k += 1) add("same", b, k);
  let [i, j] = [0, 0];
  while (i < rows || j < columns) {
    const at = i * (columns + 1) + j;
    if (i < rows && j < columns && left[start + i] === right[start + j]) {
      add("same", b, start + j);
      [i, j] = [i + 1, j + 1];
    } else if (j >= columns || (i < rows && lengths[at + columns + 1] >= lengths[at + 1])) {
      add("del", a, start + i);
      i += 1;
    } else {
      add("ins", b, start + j);
      j += 1;
    }
  }
  for (let k = b.length - end; k < b.length; k += 1) add("same", b, k);
  return smoothed(parts);
};

/** The texts of two models as one, what only the first said struck out, and what only the second said underlined. */
const differenceCard = (sample, one, other) => {
  const [before, after] = [sample.texts[one], sample.texts[other]];
  if (before === null || after === null) return null;
  const title = ["From ", element("bdi", "", models[one].name), " to ", element("bdi", "", models[other].name)];
  const parts = difference(before, after);
  if (!parts) return card(title, "compared", [element("p", "none", "These answers are too long to be compared word by word.")]);
  const text = element("p");
  const counts = { same: 0, del: 0, ins: 0 };
  parts.forEach(([kind, words, spaced], place) => {
    counts[kind] += words.length;
    const run = words.join("").trimEnd();
    // What replaces whole words stands apart from them.
    const replaced = kind === "ins" && parts[place - 1]?.[0] === "del" && (place === 1 || parts[place - 1][2]);
    text.append(spaced || replaced ? " " : "", kind === "same" ? run : element(kind, "", run));
  });
  if (!parts.length) text.append(element("span", "none", "Both answers are empty."));
  const box = card(title, "compared", [text]);
  box.append(element("p", "scores", before === after ? "The answers are the same."
    : `${counts.same} words and signs in both, ${counts.del} struck out, ${counts.ins} underlined.`));
  return box;
};
