// What changes among a customer's devices and uploads comes as server-sent events; nothing is asked for
// again by the clock. A page that nobody looks at does not listen, since browsers keep few connections
// to one server; it catches up when it is looked at.
import { useQueryClient, type InfiniteData, type QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Schemas } from '../api/client';
import type { CursorPage } from '../api/queries';
import { sessionQuery } from '../api/session';

type Batch = Schemas['Batch'];
type Changes = Schemas['CustomerChanges'];

export const isOver = (batch: Batch) => batch.state === 'finished' || batch.state === 'cancelled';
const againAfter = 5000;

/// The list with these batches as they are now, or undefined where one of them is not in it.
export function withBatches(list: InfiniteData<CursorPage<Batch>>, moved: Batch[]): InfiniteData<CursorPage<Batch>> | undefined {
  const waiting = new Map(moved.map((batch) => [batch.id, batch]));
  const pages = list.pages.map((page) => ({
    ...page,
    items: page.items.map((batch) => {
      const now = waiting.get(batch.id);
      waiting.delete(batch.id);
      return now ?? batch;
    }),
  }));
  return waiting.size === 0 ? { ...list, pages } : undefined;
}

function take(client: QueryClient, customer: string, changes: Changes, catchingUp: boolean) {
  client.setQueryData(['device-counts', customer], changes.devices);
  if (catchingUp) void client.invalidateQueries({ queryKey: ['batch', customer] });
  for (const batch of changes.batches) client.setQueryData(['batch', customer, batch.id], batch);
  const key = ['batches', customer, 'list'];
  const list = client.getQueryData<InfiniteData<CursorPage<Batch>>>(key);
  const updated = list && !catchingUp ? withBatches(list, changes.batches) : undefined;
  if (updated) client.setQueryData(key, updated);
  else void client.invalidateQueries({ queryKey: key });
  if (changes.batches.some(isOver)) void client.invalidateQueries({ queryKey: ['devices-by-day', customer] });
  void client.invalidateQueries({ queryKey: ['devices', customer] });
  void client.invalidateQueries({ queryKey: ['batch-rows', customer] });
}

/// The uploads that are being registered now.
export function useLive(customer: string): Batch[] {
  const client = useQueryClient();
  const [open, setOpen] = useState<Batch[]>([]);
  useEffect(() => {
    let source: EventSource | undefined;
    let again: ReturnType<typeof setTimeout> | undefined;
    const listen = () => {
      source?.close();
      clearTimeout(again);
      source = undefined;
      if (document.hidden) return;
      let first = true;
      source = new EventSource(`/api/v1/customers/${customer}/events`);
      source.addEventListener('open', () => {
        first = true;
      });
      source.addEventListener('changed', (event: MessageEvent<string>) => {
        const changes = JSON.parse(event.data) as Changes;
        setOpen(changes.batches.filter((batch) => !isOver(batch)));
        // The first tells how things are; what was asked for a moment before may be older.
        take(client, customer, changes, first);
        first = false;
      });
      source.addEventListener('error', () => {
        // A browser comes back by itself from a connection that was lost, and not from a refusal.
        if (source?.readyState !== EventSource.CLOSED) return;
        void client.invalidateQueries(sessionQuery);
        again = setTimeout(listen, againAfter);
      });
    };
    listen();
    document.addEventListener('visibilitychange', listen);
    return () => {
      document.removeEventListener('visibilitychange', listen);
      clearTimeout(again);
      source?.close();
    };
  }, [client, customer]);
  return open;
}
