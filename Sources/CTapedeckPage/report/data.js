/* The data of a comparison, and how the page makes elements of it: texts of models become text nodes, never markup. */
const data = JSON.parse(document.getElementById("data").textContent);
const { models, metrics, samples } = data;
const names = { rouge1: "ROUGE-1", rouge2: "ROUGE-2", rougeL: "ROUGE-L", rougeLsum: "ROUGE-Lsum" };
const byId = (id) => document.getElementById(id);

const element = (name, className, text) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};
const number = (score) => (score / 100).toFixed(2);
const label = (index) => samples[index].id ?? `#${index + 1}`;

const swatch = (model) => element("span", `swatch c${model.colour}`);
