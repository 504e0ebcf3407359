// What stays while pages change: the bar, the menu, and the place where pages appear.
import { Button, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { NavigationRegular } from '@fluentui/react-icons/svg/navigation';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Suspense, useEffect, useRef, useState } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';
import { sessionQuery } from '../api/session';
import { EntryFrame } from '../components/entry-frame';
import { Loading } from '../components/loading';
import { OfflineBanner } from '../components/offline-banner';
import { useTexts } from '../texts/texts';
import { AccountMenu } from './account-menu';
import { SideMenu } from './side-menu';
import { SignInAgain } from './sign-in-again';
import { OrganisationMenu } from './organisation-menu';

const useStyles = makeStyles({
  shell: { display: 'grid', gridTemplateRows: 'auto 1fr', gridTemplateColumns: 'minmax(0, 1fr)', height: '100dvh' },
  bar: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalM}`,
    backgroundColor: tokens.colorNeutralBackground1,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    minHeight: '40px',
  },
  name: { fontWeight: tokens.fontWeightSemibold, fontSize: tokens.fontSizeBase400, marginInlineEnd: tokens.spacingHorizontalM, display: 'flex', gap: tokens.spacingHorizontalS, alignItems: 'center', '@media (max-width: 600px)': { marginInlineEnd: 0 } },
  space: { flexGrow: 1 },
  menuButton: { '@media (min-width: 801px)': { display: 'none' } },
  below: { display: 'grid', gridTemplateColumns: 'auto minmax(0, 1fr)', minHeight: 0 },
  side: { '@media (max-width: 800px)': { display: 'none' } },
  sideOpen: {
    '@media (max-width: 800px)': { display: 'block', position: 'fixed', zIndex: 10, top: '49px', bottom: 0, boxShadow: tokens.shadow28 },
  },
  main: {
    gridColumn: 2,  // also where the navigation before it is away
    overflow: 'auto',
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalXXL}`,
    '@media (max-width: 600px)': { padding: tokens.spacingHorizontalM },
    outline: 'none',
  },
  skip: {
    position: 'absolute',
    insetInlineStart: '-9999px',
    ':focus': { insetInlineStart: tokens.spacingHorizontalM, top: tokens.spacingVerticalS, zIndex: 20, backgroundColor: tokens.colorNeutralBackground1, padding: tokens.spacingHorizontalS, color: tokens.colorNeutralForeground1 },
  },
});

export default function Shell() {
  const styles = useStyles();
  const { common, entry } = useTexts();
  const location = useLocation();
  const main = useRef<HTMLElement>(null);
  const [open, setOpen] = useState(false);
  const { data: session } = useSuspenseQuery(sessionQuery);
  const path = location.pathname;
  useEffect(() => {
    setOpen(false);
    // An address may open a panel as well, and that has the focus then.
    if (!document.querySelector('[role=dialog]')) main.current?.focus({ preventScroll: true });
  }, [path]);
  if (!session) {
    const next = path === '/' ? '' : `?next=${encodeURIComponent(path + location.search)}`;
    return <Navigate to={`/sign-in${next}`} replace />;
  }
  if (!session.organisation) {
    return <EntryFrame title={entry.noOrganisation} signOut>{entry.noOrganisationAdvice}</EntryFrame>;
  }
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#main" onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>{common.skipToContent}</a>
      <header className={styles.bar}>
        <Button className={styles.menuButton} appearance="subtle" icon={<NavigationRegular />} aria-label={common.openMenu} aria-expanded={open} onClick={() => setOpen(!open)} />
        <span className={styles.name}><img src="/icon.svg" width="24" height="24" alt="" />{common.appName}</span>
        <span className={styles.space} />
        <OrganisationMenu />
        <AccountMenu />
      </header>
      <div className={styles.below}>
        <SideMenu className={mergeClasses(styles.side, open && styles.sideOpen)} />
        <main ref={main} id="main" tabIndex={-1} className={styles.main}>
          <OfflineBanner />
          <Suspense fallback={<Loading />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <SignInAgain session={session} />
    </div>
  );
}
