// The pages of one thing, side by side above each of them: links, that look like tabs.
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { NavLink } from 'react-router';

const useStyles = makeStyles({
  bar: { overflowX: 'auto', overflowY: 'hidden', borderBottom: `1px solid ${tokens.colorNeutralStroke2}`, flexShrink: 0 },
  list: { display: 'flex', listStyleType: 'none', margin: 0, padding: 0 },
  link: {
    display: 'block',
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    color: tokens.colorNeutralForeground2,
    textDecorationLine: 'none',
    whiteSpace: 'nowrap',
    borderBottom: '3px solid transparent',
    ':hover': { color: tokens.colorNeutralForeground1, borderBottomColor: tokens.colorNeutralStroke1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  here: { color: tokens.colorNeutralForeground1, fontWeight: tokens.fontWeightSemibold, borderBottomColor: tokens.colorCompoundBrandStroke },
});

export interface SubPage {
  to: string;
  text: string;
}

export function SubMenu({ label, pages }: { label: string; pages: SubPage[] }) {
  const styles = useStyles();
  return (
    <nav aria-label={label} className={styles.bar}>
      <ul className={styles.list}>
        {pages.map((page) => (
          <li key={page.to}>
            <NavLink to={page.to} end={pages.some((other) => other.to.startsWith(`${page.to}/`))} className={({ isActive }) => mergeClasses(styles.link, isActive && styles.here)}>{page.text}</NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
