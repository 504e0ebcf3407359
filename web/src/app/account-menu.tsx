import { Avatar, Button, Menu, MenuDivider, MenuGroup, MenuGroupHeader, MenuItem, MenuItemLink, MenuItemRadio, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { DocumentRegular } from '@fluentui/react-icons/svg/document';
import { PersonRegular } from '@fluentui/react-icons/svg/person';
import { SignOutRegular } from '@fluentui/react-icons/svg/sign-out';
import { useNavigate } from 'react-router';
import { api } from '../api/client';
import { useMe, useSetSession } from '../api/session';
import { useNotify } from '../components/notices';
import { languages, useLanguage, useTexts, type Language } from '../texts/texts';
import { themeChoices, useThemeChoice, type ThemeChoice } from '../theme/theme';

export function useSignOut() {
  const setSession = useSetSession();
  const navigate = useNavigate();
  const { notifyError } = useNotify();
  return () => {
    api.delete('/api/v1/session').then(async () => {
      await navigate('/sign-in');
      setSession(null);
    }, notifyError);
  };
}

export function AccountMenu() {
  const { common } = useTexts();
  const { person } = useMe();
  const { choice, choose } = useThemeChoice();
  const { language, setLanguage } = useLanguage();
  const navigate = useNavigate();
  const signOut = useSignOut();
  return (
    <Menu
      checkedValues={{ theme: [choice], language: [language] }}
      onCheckedValueChange={(_, { name, checkedItems }) => {
        const value = checkedItems[0];
        if (name === 'theme') choose(value as ThemeChoice);
        else setLanguage(value as Language);
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="subtle" shape="circular" icon={<Avatar name={person.name} size={28} color="brand" aria-hidden />} aria-label={`${common.accountMenu}: ${person.name}`} />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuGroup>
            <MenuGroupHeader>{person.name} · {person.email}</MenuGroupHeader>
            <MenuItem icon={<PersonRegular />} onClick={() => void navigate('/account')}>{common.account}</MenuItem>
            <MenuItemLink icon={<DocumentRegular />} href="/api/docs" target="_blank">{common.apiDocs}</MenuItemLink>
          </MenuGroup>
          <MenuDivider />
          <MenuGroup>
            <MenuGroupHeader>{common.theme}</MenuGroupHeader>
            {themeChoices.map((value) => (
              <MenuItemRadio key={value} name="theme" value={value}>{common.themes[value]}</MenuItemRadio>
            ))}
          </MenuGroup>
          <MenuDivider />
          <MenuGroup>
            <MenuGroupHeader>{common.language}</MenuGroupHeader>
            {Object.entries(languages).map(([value, name]) => (
              <MenuItemRadio key={value} name="language" value={value}>{name}</MenuItemRadio>
            ))}
          </MenuGroup>
          <MenuDivider />
          <MenuItem icon={<SignOutRegular />} onClick={signOut}>{common.signOut}</MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
