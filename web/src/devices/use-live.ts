// While uploads of a customer are being registered, their progress comes as server-sent events, and
// what is shown of devices and uploads is asked for again.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { api, type Schemas } from '../api/client';

export const recentBatches = (customer: string) => ({
  queryKey: ['batches', customer, 'recent'],
  queryFn: () => api.get('/api/v1/customers/{customer_id}/batches', { path: { customer_id: customer }, query: { limit: 200 } }),
  // Uploads that somebody else starts are noticed, too.
  refetchInterval: 10_000,
});

const isOpen = (batch: Schemas['Batch']) => batch.state !== 'finished' && batch.state !== 'cancelled';
/// Browsers keep few connections to one server; the rest is noticed by asking.
const mostWatched = 2;
const betweenRefreshes = 800;

/// Whether anything is being registered now.
export function useLive(customer: string): boolean {
  const client = useQueryClient();
  const { data } = useQuery(recentBatches(customer));
  const open = (data?.items ?? []).filter(isOpen).map((batch) => batch.id).slice(0, mostWatched).join(' ');
  // An upload that began and ended between two questions was never seen open.
  const seen = data?.items.map((batch) => `${batch.id} ${batch.state}`).join(' ');
  const before = useRef(seen);
  useEffect(() => {
    if (before.current !== undefined && before.current !== seen) {
      void client.invalidateQueries({ queryKey: ['devices', customer] });
      void client.invalidateQueries({ queryKey: ['device-counts', customer] });
    }
    before.current = seen;
  }, [client, customer, seen]);
  useEffect(() => {
    if (!open) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void client.invalidateQueries({ queryKey: ['device-counts', customer] });
        void client.invalidateQueries({ queryKey: ['devices', customer] });
        void client.invalidateQueries({ queryKey: ['batches', customer] });
      }, betweenRefreshes);
    };
    const sources = open.split(' ').map((id) => {
      const source = new EventSource(`/api/v1/customers/${customer}/batches/${id}/events`);
      const told = (event: MessageEvent<string>) => {
        client.setQueryData(['batch', customer, id], JSON.parse(event.data) as Schemas['Batch']);
        refresh();
      };
      source.addEventListener('progress', told);
      source.addEventListener('finished', (event) => {
        told(event);
        source.close();
      });
      return source;
    });
    return () => {
      for (const source of sources) source.close();
      // What was to be asked for again is, by whoever comes next.
      if (timer) {
        clearTimeout(timer);
        void client.invalidateQueries({ queryKey: ['devices', customer] });
        void client.invalidateQueries({ queryKey: ['device-counts', customer] });
      }
    };
  }, [client, customer, open]);
  return open !== '';
}
