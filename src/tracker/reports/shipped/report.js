"use strict";
for (const section of document.querySelectorAll(".indicators")) {
  const tools = section.querySelector(".tools"), table = section.querySelector(".results");
  if (!tools || !table) continue;
  const lang = section.closest("[lang]").lang;
  const fold = text => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
  const text = cell => cell ? cell.textContent.trim() : "";
  const group = body => text(body.querySelector(".group th"));
  const bodies = [...table.tBodies];
  const rows = bodies.flatMap(body => [...body.querySelectorAll("tr[id]")].map(row => {
    const verdict = row.querySelector(".verdict");
    return {
      row, body, group: group(body), owner: text(row.querySelector(".owner")),
      verdict: verdict ? verdict.dataset.word || text(verdict) : "", folded: fold(row.textContent),
    };
  }));
  const query = tools.querySelector(".query"), output = tools.querySelector("output");
  const selects = ["verdict", "group", "owner"].map(key => {
    const select = tools.querySelector(".by-" + key);
    for (const value of new Set(rows.map(item => item[key]))) if (value) select.add(new Option(value, value));
    select.parentNode.hidden = select.options.length < 3;
    return [key, select];
  });
  const headings = [...table.querySelectorAll("th[data-at]")];
  let sorted = null;

  const show = () => {
    const words = fold(query.value).split(/\s+/);
    let shown = 0;
    for (const item of rows) {
      const fits = words.every(word => item.folded.includes(word)) &&
        selects.every(([key, select]) => !select.value || item[key] === select.value);
      item.row.hidden = !fits;
      shown += fits;
    }
    for (const body of bodies) {
      const head = body.querySelector(".group");
      if (head) head.hidden = !!sorted || !rows.some(item => item.body === body && !item.row.hidden);
    }
    output.value = output.dataset.text.replace("{shown}", shown).replace("{every}", rows.length);
  };

  const compare = (at, turn) => (one, other) => {
    const [a, b] = [one, other].map(item => item.row.cells[at]);
    const [x, y] = [a, b].map(cell => cell.dataset.number ?? cell.dataset.rank);
    if (x !== undefined && y !== undefined) return turn * (x - y);
    if (x !== undefined || y !== undefined) return x !== undefined ? -1 : 1;
    const [s, t] = [a, b].map(cell => text(cell.querySelector(":scope > a") || cell)); // a name without "of which"
    return s && t ? turn * s.localeCompare(t, lang, { numeric: true }) : !s - !t;
  };

  const sort = heading => {
    const was = heading && heading.getAttribute("aria-sort");
    for (const other of headings) other.removeAttribute("aria-sort");
    sorted = !heading || was === "descending" ? null : was ? "descending" : "ascending";
    if (sorted) heading.setAttribute("aria-sort", sorted);
    const order = sorted ? [...rows].sort(compare(+heading.dataset.at, sorted === "ascending" ? 1 : -1)) : rows;
    for (const item of order) (sorted ? bodies[0] : item.body).append(item.row);
    show();
  };

  for (const heading of headings) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    button.addEventListener("click", () => sort(heading));
    heading.append(button);
  }
  for (const control of [query, ...selects.map(([, select]) => select)]) control.addEventListener("input", show);
  const reset = () => {
    query.value = "";
    for (const [, select] of selects) select.value = "";
    sort(null);
  };
  tools.querySelector(".all").addEventListener("click", reset);
  addEventListener("hashchange", () => {
    const end = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!end || !table.contains(end) || !end.closest("[hidden]")) return;
    reset();
    end.scrollIntoView();
  });
  show();
  tools.hidden = false;
}
