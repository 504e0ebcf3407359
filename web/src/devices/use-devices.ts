// The devices that fit the filters, of which only those in sight are here; and those that are chosen,
// which stay chosen when they are out of sight.
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { api, type Schemas } from '../api/client';
import { useRowWindow, type PageAddress } from '../api/row-window';
import { isNarrowed, type Filters } from './filters';

export type Device = Schemas['Device'];

/// What one request may name (openapi.yaml, DeviceIds).
export const mostSelected = 10_000;

export function useDevices(customer: string, filters: Filters) {
  const path = { customer_id: customer };
  const counts = useQuery({ queryKey: ['device-counts', customer], queryFn: () => api.get('/api/v1/customers/{customer_id}/devices/counts', { path }) });
  const load = (address: PageAddress, signal?: AbortSignal) =>
    api.get('/api/v1/customers/{customer_id}/devices', { path, query: { ...filters, ...address }, signal });
  // Of other filters nobody knows how many fit.
  const total = isNarrowed(filters) ? undefined : counts.data?.[filters.state ?? 'total'];
  const list = useRowWindow<Device>(['devices', customer], filters, total, load);
  return { counts, list, load };
}

export interface Chosen {
  ids: ReadonlySet<string>;
  devices: Device[];  ///< as they were seen last
  set(ids: ReadonlySet<string>): void;
  add(devices: Device[]): void;
  clear(): void;
}

export function useChosen(inSight: Device[]): Chosen {
  const [devices, setDevices] = useState<ReadonlyMap<string, Device>>(new Map());
  const seen = useMemo(() => new Map(inSight.map((device) => [device.id, device])), [inSight]);
  return useMemo(() => {
    const latest = (id: string) => seen.get(id) ?? devices.get(id);
    return {
      ids: new Set(devices.keys()),
      devices: [...devices.keys()].flatMap((id) => latest(id) ?? []),
      set: (ids) => setDevices(new Map([...ids].flatMap((id) => {
        const device = latest(id);
        return device ? [[id, device] as const] : [];
      }))),
      add: (more) => setDevices((before) => new Map([...before, ...more.map((device) => [device.id, device] as const)])),
      clear: () => setDevices(new Map()),
    };
  }, [devices, seen]);
}

/// The first devices that fit, as many as one request may name.
export async function firstDevices(load: (address: PageAddress) => Promise<{ items: Device[]; next_cursor: string | null }>): Promise<{ devices: Device[]; more: boolean }> {
  const devices: Device[] = [];
  let cursor: string | undefined;
  do {
    const page = await load({ cursor, limit: 200 });
    devices.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor && devices.length < mostSelected);
  return { devices: devices.slice(0, mostSelected), more: cursor !== undefined || devices.length > mostSelected };
}
