// Just enough of CSV to put files together and to take rows out: where each record begins and ends,
// its bytes untouched. What a record means is the server's to say.

/// The records of a text, each with its line end. Blank lines are records too: the server counts them.
export function recordsOf(text: string): string[] {
  const records: string[] = [];
  let from = 0;
  let quoted = false;
  const take = (to: number) => {
    if (to > from) records.push(text.slice(from, to));
    from = to;
  };
  for (let i = 0; i < text.length; ++i) {
    const c = text[i];
    if (c === '"') quoted = !quoted;
    else if (!quoted && (c === '\n' || (c === '\r' && text[i + 1] !== '\n'))) take(i + 1);
  }
  take(text.length);
  return records;
}

const withoutEnd = (record: string) => record.replace(/[\r\n]+$/, '');
const withEnd = (record: string) => (/[\r\n]$/.test(record) ? record : `${record}\r\n`);
const sameHeader = (a: string, b: string) => withoutEnd(a).trim().toLowerCase() === withoutEnd(b).trim().toLowerCase();

export interface NamedText {
  name: string;
  text: string;
}
export type Merged = { ok: true; text: string } | { ok: false; reason: 'empty' | 'header'; name: string };

/// One file of several: the first one's header, then everybody's rows.
export function merge(files: NamedText[]): Merged {
  let header = '';
  const parts: string[] = [];
  for (const { name, text } of files) {
    const [first, ...rows] = recordsOf(text).filter((record) => record.trim() !== '');
    if (first === undefined || rows.length === 0) return { ok: false, reason: 'empty', name };
    if (!header) {
      header = first;
      parts.push(withEnd(first));
    } else if (!sameHeader(first, header)) {
      return { ok: false, reason: 'header', name };
    }
    parts.push(...rows.map(withEnd));
  }
  return { ok: true, text: parts.join('') };
}

/// The text without these rows; the header is row 1, as the server counts.
export function withoutRows(text: string, rows: ReadonlySet<number>): string {
  return recordsOf(text).filter((_, i) => !rows.has(i + 1)).map(withEnd).join('');
}

/// The cells of a record as the server writes it: separated by commas.
function cellsOf(record: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (const c of withoutEnd(record)) {
    if (c === '"') quoted = !quoted;
    else if (c === ',' && !quoted) {
      cells.push(cell);
      cell = '';
    } else cell += c;
  }
  return [...cells, cell];
}

/// Of the server's forecast as CSV: whether each record would fail.
export function failedRecords(results: string): boolean[] {
  const [header, ...records] = recordsOf(results);
  if (header === undefined) return [];
  const cells = cellsOf(header);
  // The cells of the file stand first, and may be called `State` too.
  const state = cells.length - 1 - [...cells].reverse().indexOf('State');
  return records.map((record) => cellsOf(record)[state] === 'failed');
}

/// The text without the records that fail; undefined where it has other records than these.
export function withoutFailed(text: string, failed: boolean[]): string | undefined {
  const kept: string[] = [];
  let at = -1;  // the header
  for (const record of recordsOf(text)) {
    if (record.trim() === '') continue;
    if (at < 0 || !failed[at]) kept.push(withEnd(record));
    ++at;
  }
  return at === failed.length ? kept.join('') : undefined;
}

/// The text of a file: UTF-8, or UTF-16 where it begins with its mark. Undefined when it is neither:
/// the server then says where.
export function decode(bytes: ArrayBuffer): string | undefined {
  const [a, b] = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
  const encoding = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
