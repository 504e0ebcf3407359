// The server speaks English. Another language says its sentences by looking up the English ones, as the
// server's sources have them: `{}` stands for what the server fills in, in the same order here and there
// (tests/style/server_sentences_test.py holds them against the sources).

export type Sentences = readonly (readonly [english: string, translated: string])[];

const escaped = (text: string) => text.replace(/[.*+?^$()|[\]\\]/g, '\\$&');

/// A sentence that is not among them stays as it is.
export function translator(sentences: Sentences): (text: string) => string {
  const whole = new Map<string, string>();
  const filled: { pattern: RegExp; parts: string[] }[] = [];
  for (const [english, translated] of sentences) {
    if (english.includes('{')) filled.push({ pattern: new RegExp(`^${english.split(/\{[^}]*\}/).map(escaped).join('(.*?)')}$`, 's'), parts: translated.split('{}') });
    else whole.set(english, translated);
  }
  const one = (text: string): string | undefined => {
    const found = whole.get(text);
    if (found !== undefined) return found;
    for (const { pattern, parts } of filled) {
      const values = pattern.exec(text)?.slice(1);
      if (values) return parts.map((part, i) => part + (i < parts.length - 1 ? (values[i] ?? '') : '')).join('');
    }
    return undefined;
  };
  return (text) => {
    // Of a hint, each value that differs.
    const values = text.replace(/\.$/, '').split('; ').map(one);
    if (values.every((value) => value !== undefined)) return `${values.join('; ')}.`;
    const found = one(text);
    if (found !== undefined) return found;
    // Of a refusal, one sentence after the other.
    const pieces = text.split(/(?<=[.)]) (?=[A-Z])/);
    return pieces.length > 1 ? pieces.map((piece) => one(piece) ?? piece).join(' ') : text;
  };
}
