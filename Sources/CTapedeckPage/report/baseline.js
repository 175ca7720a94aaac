/* The differences of all models against one that the reader chooses; the page comes with those against the first. */
const baseline = byId("baseline");

const signed = (share) => {
  const text = (Math.round(Math.abs(share) * 100 * 100) / 100).toFixed(2);
  return text === "0.00" ? text : `${share < 0 ? "−" : "+"}${text}`;
};

const drawn = (name, attributes) => {
  const made = document.createElementNS(document.querySelector("svg").namespaceURI, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

if (baseline) {
  const reach = data.differences.reduce((most, [, , , columns]) =>
    columns.reduce((most, [, low, high]) => Math.max(most, Math.abs(low), Math.abs(high)), most), 0.001);
  const titles = new Map([...document.querySelectorAll("#figures tr[data-rows]")].map((row) => [row.dataset.rows, row.cells[0]]));

  // A difference the other way round: signs change, bounds swap, won becomes lost.
  const reversed = ([mean, low, high, p, won, tied, lost]) => [-mean, -high, -low, p, lost, tied, won];

  const forest = (mean, low, high, isClear) => {
    const place = (value) => `${(50 + (value / reach) * 48).toFixed(3)}%`;
    const picture = drawn("svg", { class: "forest", "aria-hidden": "true" });
    picture.append(
      drawn("line", { class: "zero", x1: "50%", x2: "50%", y1: 0, y2: 12 }),
      drawn("line", { class: `reach${isClear ? " clear" : ""}`, x1: place(low), x2: place(high), y1: 6, y2: 6 }),
      drawn("circle", { cx: place(mean), cy: 6, r: 3 }));
    return picture;
  };

  const cell = ([mean, low, high, p, won, tied, lost]) => {
    const isClear = low > 0 || high < 0;
    const made = element("td");
    made.append(
      isClear ? element("strong", "", signed(mean)) : signed(mean), forest(mean, low, high, isClear),
      element("small", "", `${signed(low)} to ${signed(high)}, p ${p < 0.001 ? "< 0.001" : `= ${p.toFixed(3)}`}`),
      element("small", "", `${won} won, ${tied} tied, ${lost} lost`));
    return made;
  };

  const showAgainst = () => {
    const chosen = Number(baseline.value);
    const rows = data.differences.filter(([model, against]) => model === chosen || against === chosen)
      .map(([model, against, count, columns]) =>
        (against === chosen ? [model, count, columns] : [against, count, columns.map(reversed)]))
      .sort(([one], [other]) => one - other);
    byId("against").tBodies[0].replaceChildren(...rows.map(([model, count, columns]) => {
      const row = element("tr");
      row.dataset.rows = models[model].row;
      row.append(titles.get(String(models[model].row)).cloneNode(true), element("td", "", count), ...columns.map(cell));
      return row;
    }));
    byId("baseline-name").textContent = models[chosen].name;
    hideRows();
  };
  baseline.addEventListener("change", showAgainst);
  byId("chooser").hidden = false;
}
