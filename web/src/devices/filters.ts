// What of the devices is shown. It stands in the address, so that a view can be shared.
import type { Schemas } from '../api/client';
import { deviceStates } from './state-badge';

export const sorts = ['serial_number', '-serial_number', 'state', '-state', 'last_seen', '-last_seen', 'registered', '-registered'] as const;

export interface Filters {
  state?: Schemas['DeviceState'];
  serial_prefix?: string;
  order_id?: string;
  purchase_id?: string;
  group_tag?: string;
  batch_id?: string;
  sort: (typeof sorts)[number];
}
const texts = ['serial_prefix', 'order_id', 'purchase_id', 'group_tag', 'batch_id'] as const;

/// Whatever an address says that is no filter is overlooked.
export function filtersOf(search: URLSearchParams): Filters {
  const filters: Filters = { sort: sorts.find((sort) => sort === search.get('sort')) ?? '-registered' };
  const state = deviceStates.find((one) => one === search.get('state'));
  if (state) filters.state = state;
  for (const name of texts) {
    const value = search.get(name);
    if (value) filters[name] = value;
  }
  return filters;
}

export function searchOf(filters: Filters): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    if (value && !(name === 'sort' && value === '-registered')) search.set(name, value);
  }
  return search;
}

export function isFiltered({ sort: _, ...filters }: Filters): boolean {
  return Object.values(filters).some(Boolean);
}

/// Whether anything but the state says which devices are shown.
export function isNarrowed({ state: _, ...filters }: Filters): boolean {
  return isFiltered(filters);
}
