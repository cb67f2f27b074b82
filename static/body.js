// The drawn body beside a list of places: a tap ticks the box of the place, and what is ticked in the list is drawn. What a tap did is said; a box of
// the list says it by itself.
for (const drawing of document.querySelectorAll("[data-outline]")) start(drawing);

function start(drawing) {
  const { outline, marked, taken, none } = drawing.dataset;
  const said = drawing.querySelector("[role=status]"), all = drawing.querySelector(".body-marked");
  const shapes = new Map(); // by box
  for (const shape of drawing.querySelectorAll("[data-site]")) {
    const box = document.getElementById(outline + shape.dataset.site);
    if (!box) delete shape.dataset.site; // not asked for here
    else shapes.set(box, [...(shapes.get(box) ?? []), shape]);
  }
  const boxes = [...shapes.keys()].sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1)); // head to foot
  const names = (some) => some.filter((box) => box.checked).map((box) => shapes.get(box)[0].dataset.name).join(", ");

  function draw(shape, on) {
    shape.classList.toggle("on", on);
    if (!on) return shape.removeAttribute("fill");
    const svg = shape.ownerSVGElement;
    shape.setAttribute("fill", svg.dataset.pattern);
    shape.parentNode.append(shape); // its edge above its neighbours'
  }
  function show() {
    for (const box of boxes) for (const shape of shapes.get(box)) if (shape.classList.contains("on") !== box.checked) draw(shape, box.checked);
    all.textContent = names(boxes) ? `${marked} ${names(boxes)}` : none;
    for (const fold of new Set(boxes.map((box) => box.closest("details.area")))) {
      const badge = fold.querySelector("summary > .badge");
      badge.textContent = names(boxes.filter((box) => fold.contains(box)));
      badge.hidden = !badge.textContent;
    }
  }
  // A finger is wide: what lies beside the tap will do where it met nothing.
  function tapped(e) {
    for (const [x, y] of [[0, 0], [9, 0], [-9, 0], [0, 9], [0, -9]]) {
      const shape = document.elementFromPoint(e.clientX + x, e.clientY + y)?.closest("[data-site]");
      if (shape && drawing.contains(shape)) return shape;
    }
    return null;
  }
  drawing.addEventListener("click", (e) => {
    const turn = e.target.closest("[data-turn]"), shape = e.target.closest("svg") && tapped(e);
    if (turn) drawing.dataset.shows = turn.dataset.turn;
    if (!shape) return;
    const box = document.getElementById(outline + shape.dataset.site);
    box.click();
    said.textContent = `${box.checked ? marked : taken} ${shape.dataset.name}`;
  });
  document.addEventListener("change", (e) => shapes.has(e.target) && show());
  addEventListener("pageshow", show); // the browser may bring back what was ticked
  show();
  const first = boxes.find((box) => box.checked);
  if (first && !shapes.get(first).some((shape) => shape.closest(".seen-front"))) drawing.dataset.shows = "back";
  drawing.hidden = !boxes.length;
}
