// The server speaks English, to programs as much as to people. Another language says its sentences by
// looking up the English ones, as the server's sources have them: `{}` stands for what the server fills
// in, in the same order here and there (tests/texts holds them against the sources, both ways).

export type Sentences = readonly (readonly [english: string, translated: string])[];

const escaped = (text: string) => text.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
const blank = /\{[^}]*\}/;
const fixed = (sentence: string) => sentence.split(blank).join('').length;

/// What is in backquotes was given by somebody, and stays as it is.
function filled(parts: string[], values: string[], one: (text: string) => string | undefined): string {
  const said = (value: string) => value.replace(/\S.*\S|\S/s, (words) => one(words) ?? words);
  return parts.map((part, i) => (i === 0 ? part : (parts[i - 1]?.endsWith('`') ? (values[i - 1] ?? '') : said(values[i - 1] ?? '')) + part)).join('');
}

/// One after the other; what is in backquotes is not looked into.
function sentencesOf(text: string): string[] {
  const pieces: string[] = [];
  for (const piece of text.split(/(?<=[.?)]) (?=[A-Z`\d])/)) {
    const before = pieces.at(-1);
    if (before !== undefined && before.split('`').length % 2 === 0) pieces[pieces.length - 1] = `${before} ${piece}`;
    else pieces.push(piece);
  }
  return pieces;
}

/// Says a text of one or more sentences; `undefined` where it knows none of them.
export function translator(sentences: Sentences): (text: string) => string | undefined {
  const whole = new Map<string, string>();
  const patterns: { pattern: RegExp; parts: string[] }[] = [];
  // Of two that fit, the one that says more itself.
  for (const [english, translated] of [...sentences].sort(([a], [b]) => fixed(b) - fixed(a))) {
    if (blank.test(english)) patterns.push({ pattern: new RegExp(`^${english.split(blank).map(escaped).join('(.*?)')}$`, 's'), parts: translated.split('{}') });
    else whole.set(english, translated);
  }
  const one = (text: string): string | undefined => {
    const found = whole.get(text);
    if (found !== undefined) return found;
    for (const { pattern, parts } of patterns) {
      const values = pattern.exec(text)?.slice(1);
      if (values) return filled(parts, values, one);
    }
    return undefined;
  };
  const inPieces = (pieces: string[], between: string) => {
    const said = pieces.map(one);
    return said.every((piece) => piece !== undefined) ? said.join(between) : undefined;
  };
  return (text) => {
    if (whole.has(text)) return whole.get(text);
    // Of a hint, each value that differs; of a refusal, one sentence after the other.
    const hint = inPieces(text.replace(/\.$/, '').split('; '), '; ');
    if (hint !== undefined) return `${hint}.`;
    const pieces = sentencesOf(text);
    const said = inPieces(pieces, ' ') ?? one(text);
    if (said !== undefined || pieces.length === 1) return said;
    const some = pieces.map((piece) => one(piece) ?? piece).join(' ');
    return some === text ? undefined : some;
  };
}
