// A picture under vis-network: places and curves come from Python, nothing moves by itself. Cards draw themselves from
// the outline that Python made; every line hangs between two nodes without size, at the points where it leaves and arrives.
const SPEECH = new Set(["spoke", "attended"]);
const scheme = () => D.palette[document.documentElement.classList.contains("dark") ? "dark" : "light"];
const FONT = '"Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif';
const MAY_SHRINK = 0.62;
const MANY_LINES = 800;
// A pair of nodes for each line takes vis-network too long beyond this: such a picture draws its lines itself.
const PAIRED_LINES = 300;
// Below this scale words inside cards are too small to read; names of a fixed size stand over the most connected ones.
const LEGIBLE = 0.5;

function smooth(bend) {
  if (bend === "cubic") return { enabled: true, type: "cubicBezier", forceDirection: "horizontal", roundness: 0.5 };
  return bend ? { enabled: true, type: bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(bend) } : false;
}

// The same curve as kg/html/geometry.py draws: points for hit tests and labels.
function trace([x1, y1, x2, y2], bend, samples = 24) {
  const dx = x2 - x1, dy = y2 - y1;
  let controls = [];
  if (bend === "cubic") controls = [[x1 + dx / 2, y1], [x2 - dx / 2, y2]];
  else if (bend) {
    const reach = (0.5 * Math.abs(bend) + 0.5) * Math.hypot(dx, dy);
    const angle = Math.atan2(-dy, dx) + (bend * 0.5 + 0.5) * Math.PI;
    controls = [[x1 + reach * Math.sin(angle), y1 + reach * Math.cos(angle)]];
  }
  const all = [[x1, y1], ...controls, [x2, y2]];
  const points = [];
  for (let n = 0; n <= samples; n += 1) {
    let level = all;
    const t = n / samples;
    while (level.length > 1) level = level.slice(1).map((p, i) => [level[i][0] * (1 - t) + p[0] * t, level[i][1] * (1 - t) + p[1] * t]);
    points.push(level[0]);
  }
  return points;
}

// The same outline as kg/html/encoding.py draws.
function outline(kind, w, h) {
  const x = w / 2, y = h / 2;
  if (kind === "Country") return `M${-x},${-y} H${x} V${y} H${-x} Z`;
  if (kind === "Organization") {
    const c = Math.min(7, y / 2);
    return `M${c - x},${-y} H${x - c} L${x},${c - y} V${y - c} L${x - c},${y} H${c - x} L${-x},${y - c} V${c - y} Z`;
  }
  if (kind === "Meeting") {
    const c = Math.min(12, y);
    return `M${-x},0 L${c - x},${-y} H${x} V${y} H${c - x} Z`;
  }
  if (kind === "Group") return `${rounded(x, y, 9)} M${3 - x},${y + 3} H${x - 6}`;
  return rounded(x, y, kind === "Person" ? 14 : 4);
}

function rounded(x, y, radius) {
  const r = Math.min(radius, y), arc = `A${r},${r} 0 0 1`;
  return `M${r - x},${-y} H${x - r} ${arc} ${x},${r - y} V${y - r} ${arc} ${x - r},${y} H${r - x} ${arc} ${-x},${y - r} V${r - y} ${arc} ${r - x},${-y} Z`;
}

class Picture {
  constructor(section, viewName) {
    this.view = D.views[viewName];
    this.name = viewName;
    this.box = $(".canvas", section);
    this.box.picture = this;
    this.cards = new Map(this.view.nodes.map((n) => [n.id, { ...n, shape2d: new Path2D(outline(n.kind, n.w, n.h)) }]));
    this.lines = new Map(this.view.edges.map((e) => [e.id, { ...e, points: trace(e.ends, e.bend) }]));
    this.order = [...this.view.nodes].sort((a, b) => (this.name === "meetings" ? a.x - b.x || a.y - b.y : a.y - b.y || a.x - b.x)).map((n) => n.id);
    this.cursor = null;
    this.hover = null;
    this.moved = false;
    this.build(section);
  }

  build(section) {
    const nodes = [], ports = [];
    for (const card of this.cards.values()) {
      nodes.push({ id: "c" + card.id, x: card.x, y: card.y, shape: "custom", ctxRenderer: (a) => this.renderer(card, a) });
    }
    this.many = this.lines.size > MANY_LINES;
    this.paired = this.lines.size <= PAIRED_LINES;
    for (const line of this.paired ? this.lines.values() : []) {
      const [x1, y1, x2, y2] = line.ends;
      ports.push({ id: line.id + "<", x: x1, y: y1, shape: "dot", size: 0 }, { id: line.id + ">", x: x2, y: y2, shape: "dot", size: 0 });
    }
    this.hotLines = new Set(); this.hotCards = new Set();
    this.left = left(this.view);
    this.nodes = new vis.DataSet([...nodes, ...ports]);
    this.edges = new vis.DataSet([]);
    this.network = new vis.Network(this.box, { nodes: this.nodes, edges: this.edges }, {
      physics: { enabled: false },
      layout: { improvedLayout: false },
      interaction: { dragNodes: false, selectable: false, hover: false, keyboard: { enabled: false }, tooltipDelay: 1e9, zoomSpeed: 0.6 },
      nodes: { borderWidth: 0, chosen: false },
      edges: { chosen: false, selectionWidth: 0, hoverWidth: 0, arrowStrikethrough: false },
    });
    this.network.on("beforeDrawing", (ctx) => { this.captions(ctx); this.strokes(ctx); });
    this.network.on("afterDrawing", (ctx) => { this.labels(ctx); this.hint(); ready(); });
    this.network.on("click", (event) => this.click(event.pointer.canvas));
    this.network.on("dragStart", () => { this.moved = true; });
    this.network.on("zoom", () => { this.moved = true; });
    this.network.on("resize", () => { if (!this.moved) this.fit(); });
    if (this.name === "meetings") this.box.addEventListener("wheel", (event) => this.wheel(event), { capture: true, passive: false });
    this.box.addEventListener("mousemove", (event) => this.point(event));
    this.box.addEventListener("mouseleave", () => this.point(null));
    const zoom = (by) => { this.moved = true; this.network.moveTo({ scale: Math.min(4, Math.max(0.05, this.network.getScale() * by)) }); };
    this.below = el("button", { type: "button", class: "below", hidden: true, onclick: () => this.scroll() }, "More below ↓");
    $(".under", section).append(this.below, el("div", { class: "zoom" },
      el("button", { type: "button", "aria-label": "Larger", onclick: () => zoom(1.25) }, "+"),
      el("button", { type: "button", "aria-label": "Smaller", onclick: () => zoom(0.8) }, "−"),
      el("button", { type: "button", onclick: () => { this.moved = false; this.fit(); } }, "Fit")));
    this.update();
    this.fit();
  }

  // The whole picture where it stays readable; else its full width, from the top.
  fit() {
    const shown = [...this.cards.values()].filter((c) => this.left.cards.has(c.id));
    const cards = shown.length ? shown : [...this.cards.values()];
    if (!cards.length) return;
    const x1 = Math.min(...cards.map((c) => c.x - c.w / 2)), x2 = Math.max(...cards.map((c) => c.x + c.w / 2));
    const y1 = Math.min(...cards.map((c) => c.y - c.h / 2)) - (this.name === "meetings" ? 34 : 0), y2 = Math.max(...cards.map((c) => c.y + c.h / 2));
    const w = this.box.clientWidth || 800, h = this.box.clientHeight || 600;
    const across = (w - 44) / (x2 - x1), down = (h - 40) / (y2 - y1);
    let scale = Math.min(across, down, 1.3);
    let y = (y1 + y2) / 2;
    if (scale < MAY_SHRINK && this.name === "meetings") {
      scale = Math.max(MAY_SHRINK, Math.min(across, 1));
      if (down < scale) y = y1 + (h / 2 - 16) / scale;
    }
    const x = across < scale ? x1 + (w / 2 - 20) / scale : (x1 + x2) / 2;
    this.network.moveTo({ position: { x, y }, scale, animation: false });
    this.bottom = y2;
  }

  // The story reads downwards: the wheel scrolls it; with Ctrl, as everywhere, it zooms.
  wheel(event) {
    if (event.ctrlKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.moved = true;
    const scale = this.network.getScale(), { x, y } = this.network.getViewPosition();
    const step = event.deltaMode === 1 ? 16 : 1;
    this.network.moveTo({ position: { x: x + (event.deltaX * step) / scale, y: y + (event.deltaY * step) / scale }, scale, animation: false });
  }

  scroll() {
    const { x, y } = this.network.getViewPosition();
    this.moved = true;
    this.network.moveTo({ position: { x, y: y + (this.box.clientHeight * 0.8) / this.network.getScale() }, animation: false });
  }

  hint() {
    const hidden = !this.bottom || this.network.canvasToDOM({ x: 0, y: this.bottom }).y < this.box.clientHeight + 30;
    if (this.below.hidden !== hidden) this.below.hidden = hidden;
  }

  update() {
    this.left = left(this.view);
    this.heat();
    const wanted = [], gone = [];
    for (const line of this.paired ? this.lines.values() : []) {
      if (!this.left.lines.has(line.id)) { gone.push(line.id); continue; }
      const { color, opacity, width } = this.pen(line);
      wanted.push({
        id: line.id, from: line.id + "<", to: line.id + ">", smooth: smooth(line.bend), dashes: D.dashes[line.tone] || false,
        width, color: { color, opacity, inherit: false },
        arrows: SPEECH.has(line.tone) ? "" : { to: { enabled: true, scaleFactor: 0.42 + line.width * 0.05 } },
      });
    }
    this.edges.remove(gone);
    this.edges.update(wanted);
    this.network.redraw();
  }

  pen(line) {
    const colours = scheme(), hot = this.hotLines.has(line.id), faint = this.faded && !hot;
    return {
      color: faint ? colours.rule : colours.tones[line.tone],
      opacity: faint ? 0.22 : this.many && !hot ? 0.45 : 1,
      width: hot ? line.width + 1 : line.width,
    };
  }

  strokes(ctx) {
    if (this.paired) return;
    const lines = [...this.lines.values()].filter((line) => this.left.lines.has(line.id));
    for (const line of lines.sort((a, b) => this.hotLines.has(a.id) - this.hotLines.has(b.id))) {
      const { color, opacity, width } = this.pen(line), points = line.points;
      ctx.globalAlpha = opacity;
      ctx.strokeStyle = ctx.fillStyle = color;
      ctx.lineWidth = width;
      ctx.setLineDash(D.dashes[line.tone] || []);
      ctx.beginPath();
      ctx.moveTo(...points[0]);
      if (line.bend) for (const point of points.slice(1)) ctx.lineTo(...point);
      else ctx.lineTo(...points[points.length - 1]);
      ctx.stroke();
      if (!SPEECH.has(line.tone)) this.arrow(ctx, points[points.length - 2], points[points.length - 1], 5 + width);
    }
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
  }

  arrow(ctx, [ax, ay], [bx, by], size) {
    const angle = Math.atan2(by - ay, bx - ax);
    ctx.beginPath();
    ctx.moveTo(bx, by);
    for (const turn of [2.7, -2.7]) ctx.lineTo(bx + size * Math.cos(angle + turn), by + size * Math.sin(angle + turn));
    ctx.fill();
  }

  // What the selection touches here.
  heat() {
    this.hotLines = new Set(); this.hotCards = new Set();
    const sel = state.sel;
    if (sel) {
      const items = itemsOf(sel), isLine = LINES.has(sel);
      for (const line of this.lines.values()) {
        const ends = [this.cards.get(line.from), this.cards.get(line.to)];
        const touches = isLine ? line.id === sel : ends.some((c) => c.key === sel);
        // A line of another view shows here as the lines that stand for the same words.
        const shares = (isLine ? !this.lines.has(sel) : isItem(sel)) && line.items.some((i) => items.has(i));
        if ((touches || shares) && this.left.lines.has(line.id)) {
          this.hotLines.add(line.id);
          for (const card of ends) this.hotCards.add(card.id);
        }
      }
      for (const card of this.cards.values()) if (card.key === sel && this.left.cards.has(card.id)) this.hotCards.add(card.id);
      // A speaker's line leads back to the meeting.
      for (const line of this.lines.values()) {
        if (SPEECH.has(line.tone) && this.hotCards.has(line.to) && !isLine && this.left.lines.has(line.id) && this.cards.get(line.to).key === sel) this.hotCards.add(line.from);
      }
    }
    this.faded = this.hotCards.size > 0;
  }

  renderer(card, { ctx, x, y }) {
    const dimensions = { width: card.w, height: card.h };
    if (!this.left.cards.has(card.id)) return { drawNode() {}, nodeDimensions: dimensions };
    return { drawNode: () => this.draw(ctx, card, x, y), nodeDimensions: dimensions };
  }

  draw(ctx, card, x, y) {
    const colours = scheme(), meeting = card.kind === "Meeting";
    const hue = card.country && D.countries[card.country] ? D.countries[card.country].hue : null;
    const cursor = this.cursor === "c" + card.id && document.activeElement === this.box;
    const chosen = state.sel === card.key || this.hover === "c" + card.id;
    ctx.translate(x, y);
    ctx.globalAlpha = this.faded && !this.hotCards.has(card.id) ? 0.28 : 1;
    ctx.fillStyle = colours.page;
    ctx.fill(card.shape2d);
    ctx.fillStyle = meeting ? colours.meeting : hue === null || hue === undefined ? colours.plain : colours.fills[hue];
    ctx.fill(card.shape2d);
    ctx.setLineDash([]);
    ctx.lineWidth = cursor ? 4 : chosen ? 3 : card.kind === "Country" ? 2 : 1.2;
    ctx.strokeStyle = cursor ? colours.tones.for : chosen ? colours.ink : colours.rule;
    ctx.stroke(card.shape2d);
    if (card.words.length && this.network.getScale() > LEGIBLE) this.words(ctx, card, meeting ? colours.page : colours.ink);
  }

  words(ctx, card, ink) {
    const x = -card.w / 2 + 9 + 17, room = card.w / 2 - 7 - x;
    let y = -(16 * card.words.length + (card.sub ? 14 : 0)) / 2 + 12;
    ctx.fillStyle = ink;
    ctx.textAlign = "left";
    ctx.textBaseline = "alphabetic";
    ctx.font = "11px " + FONT;
    ctx.fillText(D.signs[card.kind], x - 17, y);
    ctx.font = "13px " + FONT;
    for (const word of card.words) { ctx.fillText(word, x, y, room); y += 16; }
    ctx.font = "11px " + FONT;
    if (card.sub) ctx.fillText(card.sub, x, y - 2, room);
  }

  captions(ctx) {
    if (this.name !== "meetings") return;
    const columns = new Map();
    for (const c of this.cards.values()) columns.set(c.x, Math.min(columns.get(c.x) ?? Infinity, c.x - c.w / 2));
    const top = Math.min(...[...this.cards.values()].map((c) => c.y - c.h / 2));
    const words = ["Meeting", "Who spoke or took part", "About what or whom"];
    ctx.fillStyle = scheme().soft;
    ctx.font = "bold 12px " + FONT;
    ctx.textAlign = "left";
    [...columns.values()].sort((a, b) => a - b).forEach((x, n) => ctx.fillText(words[n] || "", x + 2, top - 16));
  }

  // Words on lines: the verb where a line is selected or pointed at, the count where it bundles several. A label that would
  // lie on a card or on another label moves along its line, or stays away; the panel has it all.
  labels(ctx) {
    const scale = this.network.getScale();
    const taken = [...this.cards.values()].filter((c) => this.left.cards.has(c.id)).map((c) => [c.x - c.w / 2 - 2, c.y - c.h / 2 - 2, c.x + c.w / 2 + 2, c.y + c.h / 2 + 2]);
    const lines = [...this.lines.values()].filter((l) => this.left.lines.has(l.id) && !SPEECH.has(l.tone));
    const wanted = (l) => l.id === state.sel || l.id === this.hover || (state.sel && this.hotLines.has(l.id));
    const named = lines.filter(wanted);
    const counted = scale > 0.55 && !this.faded ? lines.filter((l) => l.items.length > 1 && !wanted(l) && Math.hypot(l.ends[2] - l.ends[0], l.ends[3] - l.ends[1]) > 80) : [];
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    for (const [group, words, size] of [[named, (l) => l.verb, 12], [counted, (l) => "×" + l.items.length, 10]]) {
      ctx.font = `${size === 12 ? "bold " : ""}${size}px ${FONT}`;
      for (const line of group) this.label(ctx, line, words(line), size, taken);
    }
    if (scale <= LEGIBLE) this.names(ctx, scale);
    this.tip(ctx);
  }

  // As on a map: the larger first, and none over another. What is selected comes before all.
  names(ctx, scale) {
    const rank = (c) => (this.hotCards.has(c.id) ? 1e9 : 0) + c.w * c.h;
    const cards = [...this.cards.values()].filter((c) => this.left.cards.has(c.id) && (this.faded ? this.hotCards.has(c.id) : c.words.length));
    const size = 11.5 / scale, colours = scheme(), taken = [];
    const low = this.network.DOMtoCanvas({ x: 0, y: 0 }), high = this.network.DOMtoCanvas({ x: this.box.clientWidth, y: this.box.clientHeight });
    ctx.font = `bold ${size}px ${FONT}`;
    ctx.lineJoin = "round";
    ctx.lineWidth = 4 / scale;
    ctx.strokeStyle = colours.page;
    ctx.fillStyle = colours.ink;
    for (const card of cards.sort((a, b) => rank(b) - rank(a))) {
      const points = Array.from(card.name), words = points.length > 26 ? points.slice(0, 25).join("") + "…" : card.name;
      // Above its card and without a frame: no line must seem to end at a name.
      const half = ctx.measureText(words).width / 2 + size * 0.2, y = card.y - card.h / 2 - size * 0.6;
      const inside = card.x > low.x && card.x < high.x, x = inside ? Math.min(Math.max(card.x, low.x + half), high.x - half) : card.x;
      const box = [x - half, y - size * 0.55, x + half, y + size * 0.55];
      if (taken.some((t) => box[0] < t[2] && t[0] < box[2] && box[1] < t[3] && t[1] < box[3])) continue;
      taken.push(box);
      ctx.strokeText(words, x, y);
      ctx.fillText(words, x, y);
    }
  }

  label(ctx, line, words, size, taken) {
    const half = ctx.measureText(words).width / 2 + 4;
    for (const at of [14, 16, 12, 18, 10, 20, 8, 6, 4]) {
      const [x, y] = line.points[at];
      const box = [x - half, y - size / 2 - 2, x + half, y + size / 2 + 2];
      if (taken.some((t) => box[0] < t[2] && t[0] < box[2] && box[1] < t[3] && t[1] < box[3])) continue;
      taken.push(box);
      const colours = scheme();
      ctx.fillStyle = colours.page;
      ctx.fillRect(box[0], box[1], box[2] - box[0], box[3] - box[1]);
      ctx.fillStyle = colours.tones[line.tone];
      ctx.fillText(words, x, y);
      return;
    }
  }

  // The name of an item that carries no words, where it is pointed at or where the keyboard stands.
  tip(ctx) {
    for (const id of new Set([this.hover, this.cursor])) {
      const card = id && id[0] === "c" ? this.cards.get(Number(id.slice(1))) : null;
      if (!card || card.words.length || !this.left.cards.has(card.id)) continue;
      const size = 13 / Math.min(1, this.network.getScale());
      ctx.font = `bold ${size}px ${FONT}`;
      const half = ctx.measureText(card.name).width / 2 + size / 2;
      const y = card.y - card.h / 2 - size;
      ctx.fillStyle = scheme().ink;
      ctx.fillRect(card.x - half, y - size * 0.8, 2 * half, size * 1.6);
      ctx.fillStyle = scheme().page;
      ctx.fillText(card.name, card.x, y);
    }
  }

  at({ x, y }) {
    for (const card of this.cards.values()) {
      if (this.left.cards.has(card.id) && Math.abs(x - card.x) <= card.w / 2 && Math.abs(y - card.y) <= card.h / 2) return "c" + card.id;
    }
    let best = null, reach = 9 / Math.min(1, this.network.getScale());
    for (const line of this.lines.values()) {
      if (!this.left.lines.has(line.id)) continue;
      for (let n = 1; n < line.points.length; n += 1) {
        const far = distance(x, y, line.points[n - 1], line.points[n]);
        if (far < reach) { reach = far; best = line.id; }
      }
    }
    return best;
  }

  outline(kind, w, h) { return outline(kind, w, h); }

  key(id) { return id && id[0] === "c" ? this.cards.get(Number(id.slice(1))).key : id; }

  click(point) {
    const id = this.at(point);
    this.cursor = id || this.cursor;
    select(this.key(id), false);
  }

  point(event) {
    const frame = this.box.getBoundingClientRect();
    const id = event ? this.at(this.network.DOMtoCanvas({ x: event.clientX - frame.left, y: event.clientY - frame.top })) : null;
    if (id === this.hover) return;
    this.hover = id;
    this.box.classList.toggle("over", Boolean(id));
    this.network.redraw();
  }
}

function distance(x, y, [ax, ay], [bx, by]) {
  const dx = bx - ax, dy = by - ay, long = dx * dx + dy * dy;
  const t = long ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / long)) : 0;
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}

function ready() {
  if (!document.documentElement.dataset.ready) document.documentElement.dataset.ready = String(Math.round(performance.now()));
}
