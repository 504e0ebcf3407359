// What the pages of both sides read of relationships, and who may change what (the server decides;
// `muster access` prints its table).
import { api, type Schemas } from '../api/client';
import { pages } from '../api/queries';
import type { Kind, Role } from '../api/session';

export type Relationship = Schemas['Relationship'];
export type RelationshipState = Relationship['state'];

/// Everything about relationships is kept under this, so that a change makes all of it stale.
export const relationshipsKey = ['relationships'];

export const relationshipList = pages([...relationshipsKey, 'list'], (cursor, signal) => api.get('/api/v1/relationships', { query: { cursor, limit: 200 }, signal }));

export interface RelationshipRights {
  request: boolean;  ///< and withdraw
  decide: boolean;  ///< accept, decline, narrow, widen
  end: boolean;
}

export function relationshipRights(kind: Kind, role: Role): RelationshipRights {
  const decide = kind === 'customer' && role === 'administrator';
  return {
    request: kind === 'partner' && (role === 'admin_agent' || role === 'sales_agent'),
    decide,
    end: decide || (kind === 'partner' && role === 'admin_agent'),
  };
}

/// The secret of a request's link, of the whole link or of what stands behind its #; undefined for
/// any other text.
export function secretOfLink(text: string): string | undefined {
  return /(?:^|#)(mlk_[A-Za-z0-9_-]+)$/.exec(text.trim())?.[1];
}
