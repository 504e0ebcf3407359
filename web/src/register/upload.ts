// What is to be registered, and how it is sent: first to be checked, then in earnest.
import { addressOf, send, type Schemas } from '../api/client';
import { sendFile } from '../api/send-file';
import { failedRecords } from './csv-records';

export type Forecast = Schemas['Forecast'];
export type Batch = Schemas['Batch'];

export interface Upload {
  body: Blob | string;
  type: 'text/csv' | 'application/json';
  fileName: string;
  /// The text, where rows can be taken out of it.
  text?: string;
}
export interface Terms {
  orderId: string;
  purchaseId: string;
}

const pattern = '/api/v1/customers/{customer_id}/batches';

function request(customer: string, upload: Upload, terms: Terms, dryRun: boolean) {
  const named = { order_id: terms.orderId, purchase_id: terms.purchaseId, file_name: upload.fileName };
  // A JSON body says these itself; a file has them in the address.
  const json = upload.type === 'application/json';
  const body = json ? JSON.stringify({ ...(JSON.parse(upload.body as string) as object), order_id: terms.orderId || null, purchase_id: terms.purchaseId || null }) : upload.body;
  const query = { ...(json ? {} : named), dry_run: dryRun ? 'true' : undefined };
  return { address: addressOf(pattern, { customer_id: customer }, query), body };
}

async function dryRun(customer: string, upload: Upload, terms: Terms, accept: string): Promise<Response> {
  const { address, body } = request(customer, upload, terms, true);
  return send('POST', address, { body, headers: { 'Content-Type': upload.type, Accept: accept } });
}

export async function check(customer: string, upload: Upload, terms: Terms): Promise<Forecast> {
  return (await dryRun(customer, upload, terms, 'application/json')).json() as Promise<Forecast>;
}

/// Of each record of the file, in its order, whether it would fail: also of more than a forecast names.
export async function checkEach(customer: string, upload: Upload, terms: Terms): Promise<boolean[]> {
  return failedRecords(await (await dryRun(customer, upload, terms, 'text/csv')).text());
}

export interface Following {
  onProgress(share: number): void;
  signal: AbortSignal;
}

export async function register(customer: string, upload: Upload, terms: Terms, following: Following): Promise<Batch> {
  const { address, body } = request(customer, upload, terms, false);
  return (await sendFile(address, { body, type: upload.type, ...following })) as Batch;
}

export function ofDevice(device: Schemas['NewDevice']): Upload {
  const given = Object.fromEntries(Object.entries(device).filter(([, value]) => value));
  return { body: JSON.stringify({ devices: [given] }), type: 'application/json', fileName: '' };
}
