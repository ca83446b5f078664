/* The map: zones that open and close, a list for the keyboard, and the worst attack paths. */
"use strict";
(function () {
  const root = document.getElementById("map");
  if (!root || !window.cytoscape) return;
  const part = (name) => document.getElementById("map-" + name);
  const list = part("list"), told = part("told"), find = part("find"), way = part("way");
  const open = new Set();
  let data = null, cy = null, chosen = "", tries = 0, moved = false;

  const STYLE = [
    { selector: "node", style: { "label": "data(label)", "shape": "round-rectangle", "width": 150, "height": 46, "text-wrap": "wrap", "text-max-width": 138, "text-valign": "center", "font-size": 12, "background-color": "#fff", "border-width": 1, "border-color": "#565c65", "color": "#1b1b1b", "font-family": "Public Sans Web, sans-serif" } },
    { selector: "node.zone", style: { "background-color": "#dfe1e2", "font-weight": 700, "font-size": 17, "width": 200, "text-max-width": 188, "height": 76 } },
    { selector: "node.live", style: { "border-width": 3, "border-color": "#005ea2" } },
    { selector: "node.box", style: { "background-color": "#f5f6f7", "text-valign": "top", "font-size": 14, "font-weight": 700, "padding": 18, "text-max-width": 400 } },
    { selector: "node.anyone", style: { "border-style": "dashed", "height": 34, "font-style": "italic" } },
    { selector: "node.outside", style: { "background-color": "#fff1d2" } },
    { selector: "edge", style: { "width": 1.2, "line-color": "#a9aeb1", "target-arrow-color": "#a9aeb1", "target-arrow-shape": "triangle", "arrow-scale": 0.8, "curve-style": "bezier" } },
    { selector: "edge.trust", style: { "line-style": "dashed" } },
    { selector: "edge.way", style: { "width": 4, "line-color": "#b50909", "target-arrow-color": "#b50909", "z-index": 9 } },
    { selector: "node.way", style: { "border-color": "#b50909", "border-width": 3 } },
    { selector: ".dim", style: { "opacity": 0.25 } },
    { selector: "node.chosen", style: { "background-color": "#e1f3f8", "border-width": 4, "border-color": "#005ea2" } },
  ];

  function make(tag, text, where) {
    const one = document.createElement(tag);
    one.textContent = text;
    if (where) where.appendChild(one);
    return one;
  }

  const zoneOf = (id) => (data.spotById.get(id) || {}).zone;
  const label = (id) => (data.spotById.get(id) || data.zoneById.get(id) || { label: id }).label;

  /* Where an end of a link is drawn: a system, "anyone" in an open zone, or a closed zone. */
  function end(id) {
    if (data.zoneById.has(id)) return open.has(id) ? "any:" + id : "zone:" + id;
    const zone = zoneOf(id);
    if (zone === undefined) return null;
    return open.has(zone) ? "spot:" + id : "zone:" + zone;
  }

  function shownWays() {
    if (way.value === "none") return [];
    return way.value === "all" ? data.ways : [data.ways[Number(way.value)]];
  }

  function elements() {
    const nodes = [], edges = new Map(), anyone = new Set();
    const join = (from, to, kind, trust) => {
      if (!from || !to || from === to) return;
      const key = from + " " + to + " " + kind;
      const known = edges.get(key);
      if (known) known.trust = known.trust && trust;
      else edges.set(key, { from: from, to: to, kind: kind, trust: trust });
      for (const one of [from, to]) if (one.startsWith("any:")) anyone.add(one.slice(4));
    };
    for (const link of data.links) join(end(link.source), end(link.target), "link", link.trust);
    const onWay = new Set();
    for (const one of shownWays()) {
      const ends = one.spots.map(end);
      ends.forEach((to, at) => {
        if (to) onWay.add(to);
        if (at) join(ends[at - 1], to, "way", false);
      });
    }
    const classes = (id, more) => more.concat(onWay.has(id) ? ["way"] : []);
    for (const zone of data.zones) {
      const id = "zone:" + zone.id;
      const kind = (zone.live ? ["live"] : []).concat(zone.id === "::outside" ? ["outside"] : []);
      const many = data.members.get(zone.id).length;
      if (!open.has(zone.id)) {
        nodes.push({ data: { id: id, label: zone.label + "\n" + many + (many === 1 ? " entry" : " entries") + ", closed" }, classes: classes(id, ["zone"].concat(kind)) });
        continue;
      }
      nodes.push({ data: { id: id, label: zone.label }, classes: ["box"].concat(kind) });
      if (anyone.has(zone.id)) nodes.push({ data: { id: "any:" + zone.id, label: "anyone in this zone", parent: id }, classes: ["anyone"] });
      for (const spot of data.members.get(zone.id)) {
        const name = "spot:" + spot.id;
        nodes.push({ data: { id: name, label: spot.label, parent: id }, classes: classes(name, zone.id === "::outside" ? ["outside"] : []) });
      }
    }
    const drawn = [];
    for (const [key, one] of edges) {
      drawn.push({ data: { id: key, source: one.from, target: one.to }, classes: [one.kind].concat(one.trust ? ["trust"] : []) });
    }
    return nodes.concat(drawn);
  }

  // What the reader moved stays as they have it when only the ways arrive.
  function redraw() {
    const view = moved ? { zoom: cy.zoom(), pan: Object.assign({}, cy.pan()) } : null;
    draw();
    if (view) cy.viewport(view);
    moved = view !== null;
  }

  function draw() {
    cy.batch(() => { cy.elements().remove(); cy.add(elements()); });
    cy.layout({ name: "dagre", rankDir: "LR", nodeSep: 14, rankSep: 50, edgeSep: 6, animate: false, fit: true, padding: 20 }).run();
    mark();
  }

  function mark() {
    cy.elements().removeClass("chosen dim");
    if (!chosen) return;
    const at = end(chosen);
    const node = at ? cy.getElementById(at) : cy.collection();
    if (!node.length) return;
    node.addClass("chosen");
    const near = node.closedNeighborhood().union(node.closedNeighborhood().ancestors());
    if (!node.isParent()) cy.elements().difference(near).addClass("dim");
    moved = true;
    cy.fit(node.isParent() ? node : node.closedNeighborhood(), 40);
    if (cy.zoom() > 1.1) { cy.zoom(1.1); cy.center(node); }
  }

  function tell() {
    told.textContent = "";
    if (!chosen) return;
    const spot = data.spotById.get(chosen);
    make("p", spot ? spot.label + ": " + spot.kind + ", in " + label(spot.zone) + ", run by " + spot.owner + "." : label(chosen) + " is " + (open.has(chosen) ? "open." : "closed."), told);
    if (!spot) return;
    const lines = [];
    for (const one of data.links) {
      if (one.target === chosen) lines.push("from " + label(one.source) + ": " + one.words);
      if (one.source === chosen) lines.push("to " + label(one.target) + ": " + one.words);
    }
    const shown = make("ul", "", told);
    for (const line of lines.slice(0, 40)) make("li", line, shown);
    if (lines.length > 40) make("li", "and " + (lines.length - 40) + " more in the table", shown);
    if (!lines.length) make("li", "No link is listed.", shown);
  }

  function choose(id, toggle) {
    chosen = id;
    if (data.zoneById.has(id)) { if (toggle) { if (open.has(id)) open.delete(id); else open.add(id); draw(); } }
    else if (!open.has(zoneOf(id))) { open.add(zoneOf(id)); draw(); }
    mark();
    tell();
    for (const one of list.querySelectorAll("button")) {
      if (one.dataset.zone) one.setAttribute("aria-expanded", String(open.has(one.dataset.zone)));
      else one.setAttribute("aria-pressed", String(one.dataset.spot === id));
    }
  }

  function fill() {
    list.textContent = "";
    for (const zone of data.zones) {
      const item = make("li", "", list);
      const head = make("button", zone.label, item);
      head.type = "button";
      head.className = "map-zone";
      head.dataset.zone = zone.id;
      head.setAttribute("aria-expanded", String(open.has(zone.id)));
      head.addEventListener("click", () => choose(zone.id, true));
      const inside = make("ul", "", item);
      for (const spot of data.members.get(zone.id)) {
        const one = make("button", spot.label, make("li", "", inside));
        one.type = "button";
        one.dataset.spot = spot.id;
        one.setAttribute("aria-pressed", "false");
        one.addEventListener("click", () => choose(spot.id, false));
      }
    }
  }

  function search() {
    const wanted = find.value.trim().toLowerCase();
    for (const zone of list.children) {
      const head = zone.querySelector("button");
      const whole = head.textContent.toLowerCase().includes(wanted);
      let some = whole;
      for (const item of zone.querySelectorAll("ul li")) {
        item.hidden = !whole && !item.textContent.toLowerCase().includes(wanted);
        some = some || !item.hidden;
      }
      zone.hidden = !some;
    }
  }

  function firstFound() {
    const items = [...list.querySelectorAll("li li")].filter((one) => !one.hidden && !one.closest("#map-list > li").hidden);
    if (find.value.trim() && items.length) choose(items[0].querySelector("button").dataset.spot, false);
  }

  function ways() {
    while (way.options.length > 2) way.remove(2);
    data.ways.forEach((one, at) => way.add(new Option(at + 1 + ". " + one.words, String(at))));
  }

  function take(found) {
    const first = data === null;
    data = found;
    data.zoneById = new Map(found.zones.map((one) => [one.id, one]));
    data.spotById = new Map(found.spots.map((one) => [one.id, one]));
    data.members = new Map(found.zones.map((one) => [one.id, []]));
    for (const one of found.spots) data.members.get(one.zone).push(one);
    ways();
    if (first) {
      for (const one of found.zones) if (one.open) open.add(one.id);
      root.hidden = false;
      cy = window.cytoscape({ container: part("canvas"), style: STYLE, minZoom: 0.1, maxZoom: 2.5, userZoomingEnabled: false });
      cy.on("tap", "node", (event) => {
        const [kind, id] = [event.target.id().split(":")[0], event.target.id().replace(/^[a-z]+:/, "")];
        choose(id, kind === "zone");
      });
      cy.on("dragpan pinchzoom scrollzoom", () => { moved = true; });
      fill();
    }
    redraw();
    if (found.pending && tries < 60) { tries += 1; window.setTimeout(load, 2000); }
  }

  function load() {
    window.fetch(root.dataset.source, { credentials: "same-origin", headers: { Accept: "application/json" } })
      .then((answer) => { if (!answer.ok) throw new Error(String(answer.status)); return answer.json(); })
      .then((found) => { if (data === null || !found.pending) take(found); else if (tries < 60) { tries += 1; window.setTimeout(load, 2000); } })
      .catch(() => { if (data === null) root.remove(); });
  }

  part("open").addEventListener("click", () => { for (const one of data.zones) open.add(one.id); draw(); fill(); });
  part("close").addEventListener("click", () => { open.clear(); chosen = ""; draw(); fill(); tell(); });
  part("fit").addEventListener("click", () => { moved = false; cy.fit(undefined, 20); });
  part("in").addEventListener("click", () => { moved = true; cy.zoom({ level: cy.zoom() * 1.3, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } }); });
  part("out").addEventListener("click", () => { moved = true; cy.zoom({ level: cy.zoom() / 1.3, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } }); });
  way.addEventListener("change", draw);
  find.addEventListener("input", search);
  find.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); firstFound(); } });
  load();
})();
