// A partner's relationships with the devices of each customer, in the order in which people look for
// them: who can be worked for, by name; requests that wait, the newest first; then what is over.
import type { Schemas } from '../api/client';
import type { Relationship } from '../relationships/relationships';

export interface CustomerRow {
  relationship: Relationship;
  devices: Schemas['DeviceCounts'] | null;
}
export const shownStates = ['all', 'active', 'requested', 'past'] as const;
export type Shown = (typeof shownStates)[number];

export function shownOf(relationship: Relationship): Exclude<Shown, 'all'> {
  const { state } = relationship;
  return state === 'active' || state === 'requested' ? state : 'past';
}

const rank = { active: 0, requested: 1, past: 2 };

export function customerRows(relationships: Relationship[], customers: Schemas['Customer'][]): CustomerRow[] {
  const counts = new Map(customers.map((customer) => [customer.id, customer.devices]));
  const changedAt = (row: CustomerRow) => row.relationship.ended_at ?? row.relationship.decided_at ?? row.relationship.created_at;
  return relationships
    .map((relationship) => ({
      relationship,
      devices: relationship.state === 'active' ? (counts.get(relationship.customer_id ?? '') ?? null) : null,
    }))
    .sort((a, b) => {
      const kind = shownOf(a.relationship);
      const order = rank[kind] - rank[shownOf(b.relationship)];
      if (order !== 0) return order;
      if (kind === 'active') return (a.relationship.customer_name ?? '').localeCompare(b.relationship.customer_name ?? '');
      return changedAt(b).localeCompare(changedAt(a));
    });
}
