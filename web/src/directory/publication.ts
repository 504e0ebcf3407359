// What is published and withdrawn, as it is sent; and checked first.
import { addressOf, send, type Schemas } from '../api/client';
import type { FileBody } from '../register/merged-files';

export type Entry = Schemas['Entry'];
export type Publication = Schemas['Publication'];
export type NewEntry = Schemas['NewEntry'];
export type PublicationBody = FileBody | { body: string; type: 'application/json' };

/// With `dryRun` nothing is changed, and the answer tells what would be.
export async function publish(supplier: string, { body, type }: PublicationBody, dryRun: boolean): Promise<Publication> {
  const address = addressOf('/api/v1/suppliers/{supplier_id}/directory', { supplier_id: supplier }, { dry_run: dryRun ? 'true' : undefined });
  return (await send('POST', address, { body, headers: { 'Content-Type': type } })).json() as Promise<Publication>;
}

export function ofEntry(entry: NewEntry): PublicationBody {
  const given = Object.fromEntries(Object.entries(entry).filter(([, value]) => value));
  return { body: JSON.stringify({ entries: [given] }), type: 'application/json' };
}

export const isEnough = (entry: NewEntry) => Boolean(entry.hardware_hash || (entry.manufacturer && entry.model && entry.serial_number));
