// What is said only of what takes longer than a moment; what is done sooner would flicker.
import { useEffect, useState } from 'react';

const aMoment = 200;

/// `on`, a moment later; `false` at once.
export function useDelayed(on: boolean): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!on) return undefined;
    const waiting = setTimeout(() => setLate(true), aMoment);
    return () => {
      clearTimeout(waiting);
      setLate(false);
    };
  }, [on]);
  return on && late;
}
