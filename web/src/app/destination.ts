// Where to go once signed in: only ever a page of ours.
import { useLocation } from 'react-router';

const isOurs = (path: string) => path.startsWith('/') && !path.startsWith('//') && !path.includes('\\');

export function destinationOf(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '/';
  return isOurs(next) ? next : '/';
}

/// A page may send somebody to sign in with where to come back to: in the address, or, where there is
/// a secret in it, beside it (`state.next`), since addresses end up in logs.
export function useDestination(): string {
  const { search, state } = useLocation() as { search: string; state: { next?: string } | null };
  return state?.next && isOurs(state.next) ? state.next : destinationOf(search);
}

// Signing in through a provider leaves the portal and comes back to its start page. Meanwhile this tab
// remembers where to go on; no longer than a sign-in may take.
const name = 'muster.destination';
const lasts = 15 * 60_000;
export const kept = {
  put(destination: string) {
    try {
      if (destination !== '/') sessionStorage.setItem(name, JSON.stringify({ destination, at: Date.now() }));
      else sessionStorage.removeItem(name);
    } catch {
      // The start page, then.
    }
  },
  take(now = Date.now()): string {
    try {
      const { destination, at } = JSON.parse(sessionStorage.getItem(name) ?? '{}') as { destination?: string; at?: number };
      sessionStorage.removeItem(name);
      return destination && isOurs(destination) && now - (at ?? 0) < lasts ? destination : '/';
    } catch {
      return '/';
    }
  },
};
