// The secret of a one-time link stands behind the # of its address. It is read once and taken out of
// the address bar, so that it stays in no history.
import { useEffect, useState } from 'react';

export function useLinkSecret(): string {
  const [secret] = useState(() => decodeURIComponent(location.hash.slice(1)));
  useEffect(() => {
    if (location.hash) history.replaceState(history.state, '', location.pathname + location.search);
  }, []);
  return secret;
}
