// How a page looks, of what axe does not measure. Each runs in the page and returns what is wrong there.

/// Targets of less than 24 by 24 pixels that have another within the circle of 24 pixels
/// around their middle. Those within a sentence may be as high as its text.
export const smallTargets = () => {
  const some = 'a[href], button, input, select, textarea, summary, [role=button], [role=tab], [role=menuitem], [role=checkbox], [role=radio], [role=switch], [role=separator][tabindex], [data-check]';
  const all = [...document.querySelectorAll(some)].filter((element) => {
    if (element.closest('[data-tabster-dummy], [aria-hidden=true], [inert]') || element.matches('a[href="#main"]')) return false;
    const { width, height } = element.getBoundingClientRect();
    return element.checkVisibility({ visibilityProperty: true }) && width > 0 && height > 0;
  });
  // A click on what a field is drawn with is a click on the field.
  const box = (element) => (element.closest('[data-check]') ?? (element.matches('input') ? element.closest('.fui-Checkbox, .fui-Switch, .fui-Radio, .fui-Input, .fui-SearchBox') : null) ?? element).getBoundingClientRect();
  const inText = (element) => getComputedStyle(element).display.startsWith('inline') && [...element.parentElement.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
  const found = [];
  for (const element of all) {
    const own = box(element);
    if ((own.width > 23.9 && own.height > 23.9) || inText(element)) continue;
    const [x, y] = [(own.left + own.right) / 2, (own.top + own.bottom) / 2];
    const near = all.find((other) => {
      if (other === element || other.contains(element) || element.contains(other)) return false;
      const theirs = box(other);
      if (theirs.left === own.left && theirs.top === own.top) return false;
      return Math.hypot(Math.max(theirs.left - x, 0, x - theirs.right), Math.max(theirs.top - y, 0, y - theirs.bottom)) < 12;
    });
    if (near) found.push(`${element.outerHTML.slice(0, 120)} ${own.width} x ${own.height}, near ${near.outerHTML.slice(0, 80)}`);
  }
  return found;
};

/// What is cut off when text is set wider, as people who read with difficulty do; it stays wider.
export const cutOffWhenWider = () => {
  const wider = new CSSStyleSheet();
  wider.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, wider];
  const found = [];
  for (const element of document.querySelectorAll('body *')) {
    const text = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    if (!text || element.getClientRects().length === 0 || element.closest('[data-tabster-dummy], svg') || element.getBoundingClientRect().width <= 1) continue;
    for (let around = element; around && around !== document.body; around = around.parentElement) {
      const { overflowX, overflowY, textOverflow } = getComputedStyle(around);
      const [own, frame] = [element.getBoundingClientRect(), around.getBoundingClientRect()];
      if (['auto', 'scroll'].includes(overflowX) || ['auto', 'scroll'].includes(overflowY)) break;
      const below = ['hidden', 'clip'].includes(overflowY) && own.bottom > frame.bottom + 2;
      // What ends with dots is whole in its title, or when its column is wider.
      const beside = ['hidden', 'clip'].includes(overflowX) && textOverflow !== 'ellipsis' && around.scrollWidth > around.clientWidth + 2;
      if (below || beside) {
        found.push(`${element.textContent.slice(0, 40)}: ${below ? 'below' : 'beside'} ${around.outerHTML.slice(0, 100)}`);
        break;
      }
    }
  }
  return found.slice(0, 5);
};

/// What is no text and does not stand out from what is behind it, three to one.
export const faint = () => {
  const numbers = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const share = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const light = (colour) => {
    const [r, g, b] = numbers(colour).slice(0, 3).map((value) => share(value / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => (Math.max(light(one), light(other)) + 0.05) / (Math.min(light(one), light(other)) + 0.05);
  const clear = (colour) => colour === 'transparent' || numbers(colour)[3] === 0;
  const behind = (element) => {
    for (let around = element; around; around = around.parentElement) {
      const { backgroundColor } = getComputedStyle(around);
      if (!clear(backgroundColor)) return backgroundColor;
    }
    return 'rgb(255, 255, 255)';
  };
  const found = [];
  const look = (element, colour, what) => {
    const value = contrast(colour, behind(element.parentElement));
    if (value < 2.995) found.push(`${what}: ${value.toFixed(2)} ${colour} ${element.outerHTML.slice(0, 100)}`);
  };
  for (const field of document.querySelectorAll('.fui-Input, .fui-SearchBox, .fui-Textarea, .fui-Select > select, .fui-Checkbox__indicator, .fui-Radio__indicator, .fui-Switch__indicator')) {
    if (field.getClientRects().length === 0 || field.closest(':disabled, [data-tabster-dummy]') || field.querySelector(':disabled') || field.parentElement.querySelector(':scope > input:disabled')) continue;
    const own = getComputedStyle(field);
    const after = getComputedStyle(field, '::after');
    const drawn = own.borderBottomWidth !== '0px' && !clear(own.borderBottomColor) ? own.borderBottomColor : clear(own.backgroundColor) ? after.borderBottomColor : own.backgroundColor;
    look(field, drawn, 'field');
  }
  for (const part of document.querySelectorAll('figure svg rect:not([fill=transparent])')) {
    // Hollow ones are seen by their edge.
    const { fill, stroke } = getComputedStyle(part);
    look(part.closest('svg'), stroke === 'none' ? fill : stroke, 'chart');
  }
  for (const icon of document.querySelectorAll('button:enabled svg, a svg, [role=tab] svg')) {
    if (icon.getClientRects().length > 0) look(icon, getComputedStyle(icon).color, 'icon');
  }
  return [...new Set(found)];
};
