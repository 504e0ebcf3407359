// The frame of pages that are seen without the shell: one card in the middle.
import { Button, Card, makeStyles, Text, Title3, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../api/client';
import { installationQuery, useSetSession } from '../api/session';
import { languages, useLanguage, useTexts, type Language } from '../texts/texts';
import { OfflineBanner } from './offline-banner';

const useStyles = makeStyles({
  page: {
    outlineStyle: 'none',
    minHeight: '100dvh',
    boxSizing: 'border-box',
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    gap: tokens.spacingVerticalL,
    padding: tokens.spacingHorizontalL,
    backgroundColor: tokens.colorNeutralBackground2,
  },
  brand: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalM },
  card: { width: 'min(440px, 100%)', boxSizing: 'border-box', padding: tokens.spacingHorizontalXXL, gap: tokens.spacingVerticalL },
  title: { margin: 0 },
  note: { color: tokens.colorNeutralForeground2 },
  foot: { display: 'flex', gap: tokens.spacingHorizontalM, alignItems: 'center', color: tokens.colorNeutralForeground2, flexWrap: 'wrap', justifyContent: 'center' },
});

interface Props {
  title: string;
  note?: ReactNode;
  signOut?: boolean;
  children: ReactNode;
}

export function EntryFrame({ title, note, signOut, children }: Props) {
  const styles = useStyles();
  const { common } = useTexts();
  const { language, setLanguage } = useLanguage();
  const { data: installation } = useQuery(installationQuery);
  const setSession = useSetSession();
  const navigate = useNavigate();
  const main = useRef<HTMLElement>(null);
  // Reached from a panel, which took the focus with it, the page would stay hidden from screen readers.
  useEffect(() => {
    if (document.activeElement === document.body) main.current?.focus();
  }, []);
  useEffect(() => {
    document.title = `${title} · ${common.appName}`;
  }, [title, common]);
  return (
    <main ref={main} tabIndex={-1} className={styles.page}>
      <OfflineBanner />
      <div className={styles.brand}>
        <img src="/icon.svg" width="36" height="36" alt="" />
        <Text size={600} weight="semibold">{installation?.name || common.appName}</Text>
      </div>
      <Card className={styles.card}>
        <Title3 as="h1" className={styles.title}>{title}</Title3>
        {note && <Text className={styles.note}>{note}</Text>}
        {children}
        {signOut && (
          <Button onClick={() => void api.delete('/api/v1/session').then(() => { setSession(null); void navigate('/sign-in'); })}>{common.signOut}</Button>
        )}
      </Card>
      <div className={styles.foot}>
        {Object.entries(languages).map(([value, name]) => (
          <Button key={value} size="small" appearance="transparent" lang={value} aria-pressed={value === language} onClick={() => setLanguage(value as Language)}>{name}</Button>
        ))}
        {installation?.support_contact && <Text size={200}>{common.error.support(installation.support_contact)}</Text>}
      </div>
    </main>
  );
}
