// Run inside a page by tools/shots.py: what a reader cannot read, and what sticks out at the side.
// Contrast after WCAG 2.2 (1.4.3): 4.5, or 3 for large text and icons. Out of reach: text on a canvas (data tables), and
// shapes drawn behind SVG text.
() => {
  const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const colour = (css) => { // any CSS colour as red, green, blue, alpha in 0…1
    pixel.clearRect(0, 0, 1, 1);
    pixel.fillStyle = "transparent";
    pixel.fillStyle = css;
    pixel.fillRect(0, 0, 1, 1);
    return [...pixel.getImageData(0, 0, 1, 1).data].map((v) => v / 255);
  };
  const lay = (top, ground) => ground.slice(0, 3).map((v, i) => top[i] * top[3] + v * (1 - top[3]));
  const linear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const ratio = (a, b) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const ancestors = function* (element) { for (let e = element; e; e = e.parentElement) yield e; };

  const ground = (element) => { // what the text stands on: every translucent layer down to the first opaque one
    const layers = [];
    for (const e of ancestors(element)) {
      const c = colour(getComputedStyle(e).backgroundColor);
      if (c[3] > 0) layers.unshift(c);
      if (c[3] === 1) break;
    }
    const canvas = getComputedStyle(document.documentElement).colorScheme === "dark" ? [0, 0, 0] : [1, 1, 1];
    return layers.reduce((below, layer) => lay(layer, below), canvas);
  };
  const contrast = (element) => {
    const style = getComputedStyle(element);
    const below = ground(element);
    const ink = colour(element instanceof SVGElement ? style.fill : style.color);
    for (const e of ancestors(element)) ink[3] *= Number(getComputedStyle(e).opacity);
    return ratio(lay(ink, below), below);
  };
  const needed = (element) => {
    const { fontSize, fontWeight } = getComputedStyle(element);
    const size = parseFloat(fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(fontWeight) >= 700);
    return large || element.closest('[data-testid="stIconMaterial"]') ? 3 : 4.5;
  };

  const faint = new Map();
  const cut = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const words = texts.currentNode.data.trim();
    const element = texts.currentNode.parentElement;
    if (!words || /^[\u25A0-\u25FF]+$/.test(words)) continue; // a square in a key is a picture: its word stands beside it
    if (element.closest("script, style, noscript, canvas, :disabled, [aria-disabled=true]")) continue;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue; // for screen readers only
    const [found, floor] = [contrast(element), needed(element)];
    if (found < floor) {
      const kind = `${found.toFixed(2)} where ${floor} is needed`;
      faint.set(kind, [...(faint.get(kind) ?? []), words.slice(0, 40)]);
    }
    const style = getComputedStyle(element);
    if (style.textOverflow === "ellipsis" && element.scrollWidth > element.clientWidth + 1) cut.add(words.slice(0, 50));
  }

  const scroller = document.querySelector('[data-testid="stMain"]') ?? document.documentElement;
  const beyond = Math.max(
    scroller.scrollWidth - scroller.clientWidth,
    document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  const culprits = [];
  if (beyond > 0) {
    const edge = scroller.getBoundingClientRect().left + scroller.clientWidth;
    for (const e of scroller.querySelectorAll("*")) {
      if (e.getBoundingClientRect().right <= edge + 0.5) continue;
      if ([...ancestors(e.parentElement)].some((p) => p !== scroller && scroller.contains(p) && getComputedStyle(p).overflowX !== "visible")) continue;
      if ([...e.children].some((child) => child.getBoundingClientRect().right > edge + 0.5)) continue; // the innermost says more
      culprits.push((e.closest("[class*=st-key-]")?.className.match(/st-key-\S+/)?.[0] ?? e.dataset?.testid ?? e.tagName.toLowerCase()) + ` "${(e.textContent ?? "").trim().slice(0, 30)}"`);
    }
  }
  return {
    beyond,
    culprits: [...new Set(culprits)].slice(0, 4),
    faint: [...faint].map(([k, w]) => `${k}: ${[...new Set(w)].slice(0, 4).join(" | ")}${w.length > 4 ? ` and ${w.length - 4} more` : ""}`),
    cut: [...cut],
  };
}
