// Who is signed in. One query, that every page reads; null is nobody.
import { queryOptions, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { api, type Schemas } from './client';
import { isApiError } from './problem';
import { sessionEnd } from './session-end';

export type SignedIn = Schemas['SignedIn'];
export type Role = Schemas['Role'];
export type Kind = Schemas['OrganisationKind'];

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ client }): Promise<SignedIn | null> => {
    try {
      return await api.get('/api/v1/session');
    } catch (error) {
      if (!isApiError(error, 'unauthenticated')) throw error;
      const before = client.getQueryData<SignedIn | null>(['session']);
      if (before) sessionEnd.happened();
      return before ?? null;
    }
  },
  staleTime: 5 * 60_000,
});

export const installationQuery = queryOptions({
  queryKey: ['installation'],
  queryFn: () => api.get('/api/v1/installation'),
  staleTime: Infinity,
});

export interface Me {
  person: SignedIn['person'];
  organisation: NonNullable<SignedIn['organisation']>;
  role: Role;
  memberships: SignedIn['memberships'];
}

/// Within the shell, where somebody is signed in for an organisation.
export function useMe(): Me {
  const { data } = useSuspenseQuery(sessionQuery);
  if (!data?.organisation || !data.role) throw new Error('nobody is signed in');
  return data as Me;
}

/// What the answer of signing in, joining or switching means for everything known so far.
export function useSetSession() {
  const client = useQueryClient();
  return (session: SignedIn | null) => {
    sessionEnd.over();
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session' && query.queryKey[0] !== 'installation' });
    client.setQueryData(sessionQuery.queryKey, session);
  };
}
