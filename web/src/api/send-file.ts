// Sending what may take a while: as `send` in client.ts, but telling how far it is, which fetch cannot.
import { newKey } from './client';
import { errorOf, offlineError } from './problem';
import { sessionEnd } from './session-end';

export interface FileSending {
  body: Blob | string;
  type: string;
  onProgress?(share: number): void;  ///< 0..1 of the body has left this machine
  signal?: AbortSignal;
}

export function sendFile(address: string, { body, type, onProgress, signal }: FileSending): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', address);
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('Content-Type', type);
    request.setRequestHeader('Idempotency-Key', newKey());
    request.upload.addEventListener('progress', (event) => event.lengthComputable && onProgress?.(event.loaded / event.total));
    request.addEventListener('error', () => reject(offlineError()));
    request.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
    request.addEventListener('load', () => {
      const { status, responseText, statusText } = request;
      if (status >= 200 && status < 300) resolve(JSON.parse(responseText));
      else void errorOf(new Response(responseText, { status, statusText, headers: { 'Request-Id': request.getResponseHeader('Request-Id') ?? '' } })).then((error) => {
        if (error.code === 'unauthenticated') sessionEnd.happened();
        reject(error);
      });
    });
    signal?.addEventListener('abort', () => request.abort());
    request.send(body);
  });
}
