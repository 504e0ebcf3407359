import { Button, makeStyles, Menu, MenuItemRadio, MenuList, MenuPopover, MenuTrigger, Text, tokens, Tooltip } from '@fluentui/react-components';
import { BuildingRegular } from '@fluentui/react-icons/svg/building';
import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down';
import { useNavigate } from 'react-router';
import { api } from '../api/client';
import { useMe, useSetSession } from '../api/session';
import { useNotify } from '../components/notices';
import { useTexts } from '../texts/texts';

const useStyles = makeStyles({
  name: { minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', maxWidth: 'min(28vw, 260px)' },
  // On a narrow screen its name gives way.
  narrow: { minWidth: 0 },
  fixed: { minWidth: 0, display: 'flex', gap: tokens.spacingHorizontalS, alignItems: 'center', color: tokens.colorNeutralForeground2 },
  note: { display: 'block', color: tokens.colorNeutralForeground3 },
});

export function OrganisationMenu() {
  const styles = useStyles();
  const { common } = useTexts();
  const { organisation, role, memberships } = useMe();
  const setSession = useSetSession();
  const navigate = useNavigate();
  const { notifyError } = useNotify();
  const switchTo = (id: string) => {
    api.patch('/api/v1/session', { body: { organisation_id: id } }).then((session) => {
      setSession(session);
      void navigate('/');
    }, notifyError);
  };
  if (memberships.length < 2) {
    return (
      <Tooltip content={`${organisation.name} · ${common.roles[role]}`} relationship="description">
        <span className={styles.fixed} tabIndex={-1}>
          <BuildingRegular />
          <Text className={styles.name}>{organisation.name}</Text>
        </span>
      </Tooltip>
    );
  }
  return (
    <Menu checkedValues={{ organisation: [organisation.id] }} onCheckedValueChange={(_, { checkedItems }) => checkedItems[0] && switchTo(checkedItems[0])}>
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="subtle" className={styles.narrow} icon={<BuildingRegular />} aria-label={`${common.switchOrganisation}: ${organisation.name}`}>
          <span className={styles.name}>{organisation.name}</span>
          <ChevronDownRegular />
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {memberships.map((membership) => (
            <MenuItemRadio key={membership.organisation.id} name="organisation" value={membership.organisation.id}>
              {membership.organisation.name}
              <Text size={200} className={styles.note}>{common.kinds[membership.organisation.kind]} · {common.roles[membership.role]}</Text>
            </MenuItemRadio>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
