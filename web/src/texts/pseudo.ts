// A language that nobody speaks, to see what others would do to the pages: it runs from the right to the
// left, and its texts are about a third longer, as German or Finnish are. In the browser's console:
// localStorage['muster.language'] = 'x-mirror'

const longer = (text: string) => (text.trim() === '' ? text : `${text}${'·'.repeat(Math.ceil(text.length / 3))}`);

/// Every text of a catalogue, also those that are made of parts.
export function mirrored<Catalogue>(catalogue: Catalogue): Catalogue {
  const change = (value: unknown): unknown => {
    if (typeof value === 'string') return longer(value);
    if (typeof value === 'function') return (...parts: unknown[]) => change((value as (...parts: unknown[]) => unknown)(...parts));
    if (Array.isArray(value)) return value.map(change);
    if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, change(inner)]));
    return value;
  };
  return change(catalogue) as Catalogue;
}
