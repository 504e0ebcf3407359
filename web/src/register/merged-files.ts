// What was chosen, dropped and pasted, as the one body that is sent.
import type { Texts } from '../texts/en';
import { decode, merge, type NamedText } from './csv-records';

/// Larger files are for the command line, which streams.
const mostInBrowser = 200e6;

export interface FileBody {
  body: Blob | string;
  type: 'text/csv';
  fileName: string;
  /// The text, where rows can be taken out of it.
  text?: string;
}

type Words = Pick<Texts['register'], 'tooLarge' | 'emptyFile' | 'differentHeaders'>;

/// Or what keeps the files from being sent, in the reader's words.
export async function mergedFiles(files: File[], words: Words): Promise<FileBody | { problem: string }> {
  const large = files.find((file) => file.size > mostInBrowser);
  if (large) return { problem: words.tooLarge(large.name) };
  const texts: NamedText[] = [];
  for (const file of files) {
    const text = decode(await file.arrayBuffer());
    if (text !== undefined) texts.push({ name: file.name, text });
  }
  const fileName = files.map((file) => file.name).join(', ').slice(0, 256);
  const [first] = files;
  // The server knows best what is wrong with one file; several are put together here.
  if (files.length === 1 && first) return { body: first, type: 'text/csv', fileName, text: texts[0]?.text };
  const merged = merge(texts);
  if (!merged.ok) return { problem: merged.reason === 'empty' ? words.emptyFile(merged.name) : words.differentHeaders(merged.name) };
  return { body: merged.text, text: merged.text, type: 'text/csv', fileName };
}
