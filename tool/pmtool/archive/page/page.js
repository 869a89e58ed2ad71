"use strict";
(() => {
  const PAGE = 100;
  const [NAME, TITLE, DATE, SEVERITY, SCORE, RISK, ERRORS, WARNINGS, REASONS, CAUSES, PICTURE] = Array(11).keys();
  const COLUMNS = { risk: RISK, title: TITLE, date: DATE, severity: SEVERITY, errors: ERRORS, warnings: WARNINGS, score: SCORE };
  const { phrases, rows } = JSON.parse(document.getElementById("data").textContent);
  const [table, filter, words, wrong, shown, pages, back, on] =
    ["rows", "filter", "words", "wrong", "shown", "pages", "back", "on"].map(id => document.getElementById(id));
  const body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
  const order = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  let listed = rows, start = 0, texts = null;

  const told = (row, column) => row[column].map(phrase => phrases[phrase]).join("; ");
  const link = (row, ending) => "postmortems/" + encodeURIComponent(row[NAME]) + ending;

  function made(tag, kind, text) {
    const node = document.createElement(tag);
    if (kind) node.className = kind;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  function cell(kind, text, name) {
    const node = made("td", kind, text);
    if (name) node.dataset.name = name; else node.dir = "auto";
    return node;
  }

  function line(row) {
    const node = made("tr"), what = cell("what"), title = made("a", "", row[TITLE]);
    title.href = link(row, ".md");
    title.dir = "auto";
    what.append(title, " ", opener(row, node));
    node.append(
      cell("number risk", row[RISK], "Risk"), what, cell("date", row[DATE], "Date"), cell("", row[SEVERITY], "Severity"),
      cell("number", row[ERRORS], "Errors"), cell("number", row[WARNINGS], "Warnings"), cell("number", row[SCORE], "Score"),
      cell("why", told(row, REASONS)));
    return node;
  }

  function opener(row, node) {
    const button = made("button", "picture", row[PICTURE] ? "timeline" : "more");
    button.type = "button";
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", () => {
      const isOpen = button.getAttribute("aria-expanded") === "true";
      button.setAttribute("aria-expanded", String(!isOpen));
      if (isOpen) node.nextSibling.remove(); else node.after(opened(row));
    });
    return button;
  }

  function opened(row) {
    const node = made("tr", "opened"), all = cell("");
    all.colSpan = heads.length;
    if (row[PICTURE]) {
      const picture = made("img");
      picture.alt = "Timeline of " + row[TITLE];
      picture.src = link(row, ".svg");
      all.append(picture);
    }
    all.append(made("div", "aside", "Cause: " + told(row, CAUSES)));
    node.append(all);
    return node;
  }

  function show() {
    body.replaceChildren(...listed.slice(start, start + PAGE).map(line));
    const end = Math.min(start + PAGE, listed.length);
    const of = listed.length.toLocaleString("en") + (listed.length < rows.length ? " of " + rows.length.toLocaleString("en") : "");
    shown.textContent = listed.length ? `${(start + 1).toLocaleString("en")}–${end.toLocaleString("en")} of ${of}` : "none fits";
    pages.hidden = listed.length <= PAGE;
    back.disabled = start === 0;
    on.disabled = end === listed.length;
  }

  function sift() {
    texts ??= new Map(rows.map(row =>
      [row, [row[TITLE], row[NAME], row[DATE], row[SEVERITY], told(row, REASONS), told(row, CAUSES)].join("\n").toLowerCase()]));
    const sought = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    listed = rows.filter(row => (!wrong.checked || row[ERRORS] > 0) && sought.every(word => texts.get(row).includes(word)));
    start = 0;
    show();
  }

  function sort(head) {
    const now = head.getAttribute("aria-sort"), column = COLUMNS[head.dataset.key];
    const falls = now ? now === "ascending" : head.dataset.first === "descending";
    for (const other of heads) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", falls ? "descending" : "ascending");
    const compare = typeof (rows[0] ?? [])[column] === "number" ? (a, b) => a - b : order.compare;
    const side = falls ? -1 : 1;
    rows.sort((a, b) => (a[column] === "") - (b[column] === "") || side * compare(a[column], b[column]) || b[RISK] - a[RISK]);
    sift();
  }

  function turn(by) {
    start += by;
    show();
    table.scrollIntoView();
  }

  for (const head of heads.filter(head => head.dataset.key in COLUMNS)) {
    const button = made("button", "", head.textContent);
    button.type = "button";
    button.addEventListener("click", () => sort(head));
    head.replaceChildren(button);
  }
  words.addEventListener("input", sift);
  wrong.addEventListener("change", sift);
  filter.addEventListener("submit", event => event.preventDefault());
  back.addEventListener("click", () => turn(-PAGE));
  on.addEventListener("click", () => turn(PAGE));
  filter.hidden = false;
  show();
})();
