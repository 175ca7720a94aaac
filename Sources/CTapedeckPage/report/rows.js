/* The choice of the models to show: in the chart, in all tables, and beside the samples. */
const chooser = byId("rows");
const boxes = chooser ? [...chooser.querySelectorAll("input[value]")].filter((box) => !box.classList.contains("whole")) : [];

/** Whether the reader wants to see the model of a row of the tables. */
const isShown = (row) => boxes[row]?.checked ?? true;

const hideRows = () => {
  for (const row of document.querySelectorAll("[data-rows]")) row.hidden = !row.dataset.rows.split(" ").every(isShown);
};

if (chooser) {
  boxes.sort((one, other) => one.value - other.value);
  const update = () => {
    for (const group of chooser.querySelectorAll("fieldset")) {
      const own = boxes.filter((box) => group.contains(box));
      const ticked = own.filter((box) => box.checked).length;
      const whole = group.querySelector(".whole");
      whole.checked = ticked === own.length;
      whole.indeterminate = ticked > 0 && ticked < own.length;
    }
    const ticked = boxes.filter((box) => box.checked).length;
    byId("rows-count").textContent = ticked === boxes.length ? `all ${ticked}` : `${ticked} of ${boxes.length}`;
    hideRows();
    show(false);
  };
  chooser.addEventListener("change", ({ target }) => {
    if (target.classList.contains("whole")) {
      for (const box of boxes) if (target.closest("fieldset").contains(box)) box.checked = target.checked;
    }
    update();
  });
  chooser.hidden = false;
}
