// A live region that is not seen: what screen readers are told of when it changes.
import { makeStyles } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  heard: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)', whiteSpace: 'nowrap' },
});

export function OnlyHeard({ children }: { children: ReactNode }) {
  const styles = useStyles();
  return <span role="status" className={styles.heard}>{children}</span>;
}
