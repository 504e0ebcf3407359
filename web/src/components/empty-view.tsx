// What stands where nothing is yet: what would be here, and the first step.
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { FluentIcon } from './icon';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  place: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    textAlign: 'center',
    gap: tokens.spacingVerticalM,
    padding: `${tokens.spacingVerticalXXXL} ${tokens.spacingHorizontalL}`,
  },
  icon: { fontSize: '48px', color: tokens.colorBrandForeground1 },
  text: { maxWidth: '46ch', color: tokens.colorNeutralForeground2 },
});

export function EmptyView({ icon: Icon, title, children, action }: { icon: FluentIcon; title: string; children?: ReactNode; action?: ReactNode }) {
  const styles = useStyles();
  return (
    <div className={styles.place}>
      <Icon className={styles.icon} />
      <Text as="h2" align="center" size={500} weight="semibold">{title}</Text>
      {children && <Text align="center" className={styles.text}>{children}</Text>}
      {action}
    </div>
  );
}
