import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { NavLink } from 'react-router';
import { useMe } from '../api/session';
import { useTexts } from '../texts/texts';
import { menuOf } from './navigation';

const useStyles = makeStyles({
  side: {
    width: '220px',
    boxSizing: 'border-box',
    overflow: 'auto',
    padding: tokens.spacingHorizontalS,
    backgroundColor: tokens.colorNeutralBackground2,
    borderInlineEndWidth: '1px',
    borderInlineEndStyle: 'solid',
    borderInlineEndColor: tokens.colorNeutralStroke2,
  },
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: '2px' },
  link: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    minHeight: '36px',
    padding: `0 ${tokens.spacingHorizontalM}`,
    borderRadius: tokens.borderRadiusMedium,
    color: tokens.colorNeutralForeground1,
    textDecorationLine: 'none',
    ':hover': { backgroundColor: tokens.colorNeutralBackground2Hover, color: tokens.colorNeutralForeground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  here: {
    fontWeight: tokens.fontWeightSemibold,
    backgroundColor: tokens.colorNeutralBackground2Selected,
    color: tokens.colorNeutralForeground1Selected,
    position: 'relative',
    '::before': { content: '""', position: 'absolute', insetInlineStart: 0, insetBlock: '4px', width: '3px', borderRadius: tokens.borderRadiusSmall, backgroundColor: tokens.colorCompoundBrandStroke, forcedColorAdjust: 'none' },
  },
  icon: { fontSize: '20px', flexShrink: 0 },
});

export function SideMenu({ className }: { className: string }) {
  const styles = useStyles();
  const texts = useTexts();
  const { organisation } = useMe();
  return (
    <nav aria-label={texts.common.navigation} className={mergeClasses(styles.side, className)}>
      <ul className={styles.list}>
        {menuOf(organisation.kind).map(({ path, menu }) => {
          if (!menu) return null;
          const Icon = menu.icon;
          return (
            <li key={path}>
              <NavLink to={`/${path}`} className={({ isActive }) => mergeClasses(styles.link, isActive && styles.here)}>
                <Icon className={styles.icon} />
                {menu.label(texts)}
              </NavLink>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
