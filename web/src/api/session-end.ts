// A session that ends while somebody works: the first answer that says so is told here. The page stays
// as it is, with what was typed, and asks to sign in again (app/sign-in-again.tsx).
import { useSyncExternalStore } from 'react';

let ended = false;
const listeners = new Set<() => void>();
function become(value: boolean) {
  if (ended === value) return;
  ended = value;
  for (const listener of listeners) listener();
}

export const sessionEnd = {
  happened: () => become(true),
  over: () => become(false),
};

export function useSessionEnded(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => ended,
  );
}
