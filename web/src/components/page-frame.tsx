// What every page has around it: where it is, what it is called, what can be done.
import { Breadcrumb, BreadcrumbButton, BreadcrumbDivider, BreadcrumbItem, makeStyles, Text, Title2, tokens, Toolbar } from '@fluentui/react-components';
import { Fragment, useEffect, type ReactNode } from 'react';
import { useHref, useLinkClickHandler } from 'react-router';
import { useTexts } from '../texts/texts';

export interface Crumb {
  text: string;
  to: string;
}

const useStyles = makeStyles({
  frame: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, minHeight: 0, flexGrow: 1 },
  head: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS },
  crumbs: { marginInlineStart: `calc(-1 * ${tokens.spacingHorizontalS})` },
  title: { margin: 0, overflowWrap: 'anywhere' },
  note: { color: tokens.colorNeutralForeground2, maxWidth: '80ch' },
  bar: {
    padding: `0 0 ${tokens.spacingVerticalXS} 0`,
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalXS,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    // On a phone only what can be done now has room.
    '@media (max-width: 600px)': { '> :disabled, > [role=separator]': { display: 'none' } },
  },
});

function CrumbLink({ text, to }: Crumb) {
  const click = useLinkClickHandler<HTMLAnchorElement>(to);
  return (
    <BreadcrumbButton as="a" href={useHref(to)} onClick={click as never}>{text}</BreadcrumbButton>
  );
}

interface Props {
  title: string;
  section?: string;  ///< of what the title names; the browser's tab says it too
  crumbs?: Crumb[];
  above?: ReactNode;  ///< between the title and the rest: the way to pages beside this one
  note?: ReactNode;
  commands?: ReactNode;  ///< ToolbarButtons, the most used first
  children: ReactNode;
}

export function PageFrame({ title, section, crumbs = [], above, note, commands, children }: Props) {
  const styles = useStyles();
  const { common } = useTexts();
  useEffect(() => {
    document.title = [section, title, common.appName].filter(Boolean).join(' · ');
  }, [section, title, common]);
  return (
    <div className={styles.frame}>
      <div className={styles.head}>
        {crumbs.length > 0 && (
          <Breadcrumb aria-label={common.breadcrumb} className={styles.crumbs} size="small">
            {crumbs.map((crumb, i) => (
              <Fragment key={crumb.to}>
                <BreadcrumbItem><CrumbLink {...crumb} /></BreadcrumbItem>
                {i < crumbs.length - 1 && <BreadcrumbDivider />}
              </Fragment>
            ))}
          </Breadcrumb>
        )}
        <Title2 as="h1" className={styles.title}>{title}</Title2>
        {!above && note && <Text className={styles.note}>{note}</Text>}
      </div>
      {above}
      {above && note && <Text className={styles.note}>{note}</Text>}
      {commands && <Toolbar aria-label={common.commands} className={styles.bar}>{commands}</Toolbar>}
      {children}
    </div>
  );
}
