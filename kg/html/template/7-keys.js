// The keyboard in a picture: right and left follow lines, up and down go through what is beside, Enter opens the evidence.
Object.assign(Picture.prototype, {
  linesOf(cardId, end) {
    return [...this.lines.values()].filter((l) => l[end] === cardId && this.left.lines.has(l.id)).sort((a, b) => {
      const [p, q] = end === "from" ? [1, 3] : [3, 1];
      return a.ends[p] - b.ends[p] || a.ends[q] - b.ends[q];
    });
  },

  go(key) {
    const cards = this.order.filter((id) => this.left.cards.has(id));
    if (!cards.length) return;
    const line = this.cursor && this.lines.get(this.cursor);
    const here = this.cursor && !line ? Number(this.cursor.slice(1)) : null;
    if (!this.cursor || (line && !this.left.lines.has(line.id)) || (here !== null && !this.left.cards.has(here))) this.cursor = "c" + cards[0];
    else if (key === "Home") this.cursor = "c" + cards[0];
    else if (key === "End") this.cursor = "c" + cards[cards.length - 1];
    else if (line) this.goFromLine(line, key);
    else this.goFromCard(here, key, cards);
    this.say();
    this.reveal(null);
    this.network.redraw();
  },

  goFromLine(line, key) {
    if (key === "ArrowRight") { this.came = line.id; this.cursor = "c" + line.to; return; }
    if (key === "ArrowLeft") { this.came = line.id; this.cursor = "c" + line.from; return; }
    // Through the lines of the card from which this one was reached.
    const end = this.along || "from";
    const beside = this.linesOf(line[end], end), n = beside.findIndex((l) => l.id === line.id);
    this.cursor = beside[(n + (key === "ArrowDown" ? 1 : beside.length - 1)) % beside.length].id;
  },

  goFromCard(here, key, cards) {
    if (key === "ArrowRight" || key === "ArrowLeft") {
      this.along = key === "ArrowRight" ? "from" : "to";
      const lines = this.linesOf(here, this.along);
      if (lines.length) this.cursor = (lines.find((l) => l.id === this.came) || lines[0]).id;
      return;
    }
    const n = cards.indexOf(here);
    this.cursor = "c" + cards[(n + (key === "ArrowDown" ? 1 : cards.length - 1)) % cards.length];
  },

  say() {
    const line = this.lines.get(this.cursor);
    const words = line
      ? `${this.cards.get(line.from).name} ${line.verb}: ${this.cards.get(line.to).name}. Line.`
      : (() => {
          const card = this.cards.get(Number(this.cursor.slice(1)));
          const out = this.linesOf(card.id, "from").length, into = this.linesOf(card.id, "to").length;
          return `${card.name}, ${D.kinds[card.kind]}${card.sub ? ", " + card.sub : ""}. ${out} lines from here, ${into} to here.`;
        })();
    $("#spoken").textContent = words;
  },

  // Bring what is selected, or where the keyboard stands, into the frame.
  reveal(key) {
    const card = key ? [...this.cards.values()].find((c) => c.key === key && this.left.cards.has(c.id)) : null;
    if (card) this.cursor = "c" + card.id;
    if (!this.cursor) return;
    const line = this.lines.get(this.cursor);
    const [x, y] = line ? line.points[12] : [this.cards.get(Number(this.cursor.slice(1))).x, this.cards.get(Number(this.cursor.slice(1))).y];
    const dom = this.network.canvasToDOM({ x, y });
    const w = this.box.clientWidth, h = this.box.clientHeight;
    if (dom.x < 40 || dom.y < 40 || dom.x > w - 40 || dom.y > h - 40) {
      this.moved = true;
      const inside = dom.x > 40 && dom.x < w - 40;
      this.network.moveTo({ position: { x: inside ? this.network.getViewPosition().x : x, y }, animation: false });
    }
  },

  keydown(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) this.go(event.key);
    else if (event.key === "Enter" || event.key === " ") { if (this.cursor) select(this.key(this.cursor), true); }
    else if (event.key === "+" || event.key === "=") this.network.moveTo({ scale: this.network.getScale() * 1.2 });
    else if (event.key === "-") this.network.moveTo({ scale: this.network.getScale() / 1.2 });
    else return;
    event.preventDefault();
  },
});

let returnTo = null;
document.addEventListener("focusin", (event) => { if (!PANEL.contains(event.target) && event.target !== FIND) returnTo = event.target; });
document.addEventListener("keydown", (event) => {
  const typing = event.target.matches && event.target.matches('input:not([type="checkbox"]), select, textarea');
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && !typing) {
    const inside = PANEL.contains(document.activeElement);
    select(null);
    if (inside && returnTo && returnTo.isConnected) returnTo.focus();
  } else if (typing) return;
  else if (event.key === "/") { event.preventDefault(); FIND.focus(); }
  else if (/^[1-9]$/.test(event.key) && VIEWS[Number(event.key) - 1]) set({ view: VIEWS[Number(event.key) - 1] });
});
