// One organisation, as the operator sees it: whether it works, who is in it, and its end.
import { Button, Field, Input, makeStyles, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle, Text, ToolbarButton, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { PauseRegular } from '@fluentui/react-icons/svg/pause';
import { PersonAddRegular } from '@fluentui/react-icons/svg/person-add';
import { PlayRegular } from '@fluentui/react-icons/svg/play';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../api/client';
import { ConfirmDialog } from '../components/confirm-dialog';
import { CopyButton } from '../components/copy-button';
import { Facts } from '../components/facts';
import { useNotify } from '../components/notices';
import { RouteLink } from '../components/route-link';
import { Section } from '../components/section';
import { OrganisationFrame } from '../organisation/organisation-frame';
import { useOrganisationHere } from '../organisation/organisation-here';
import { InvitePanel } from '../people/invite-panel';
import { useFormats, useTexts } from '../texts/texts';

const useStyles = makeStyles({
  place: { maxWidth: '720px', display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
  typed: { marginTop: tokens.spacingVerticalL },
  links: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS, alignItems: 'start' },
});

export default function OrganisationPage() {
  const opener = useRestoreFocusTarget();
  const styles = useStyles();
  const { operator, common, people } = useTexts();
  const formats = useFormats();
  const here = useOrganisationHere();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { notify, notifyError } = useNotify();
  const [asked, setAsked] = useState<'state' | 'remove' | 'invite' | null>(null);
  const [typed, setTyped] = useState('');
  const { organisation } = here;
  const path = { organisation_id: here.id };
  const members = useQuery({ queryKey: ['people-names', here.id], queryFn: () => api.get('/api/v1/organisations/{organisation_id}/people', { path, query: { limit: 200 } }) });
  const suspended = organisation.state === 'suspended';
  const close = () => {
    setAsked(null);
    setTyped('');
  };
  const turn = async () => {
    const saved = await api.patch('/api/v1/organisations/{organisation_id}', { path, body: { state: suspended ? 'active' : 'suspended' } });
    client.setQueryData(['organisation', here.id], saved);
    await client.invalidateQueries({ queryKey: ['organisations'] });
    notify(suspended ? operator.resumed(saved.name) : operator.suspended(saved.name));
  };
  const remove = async () => {
    await api.delete('/api/v1/organisations/{organisation_id}', { path, query: { confirm_name: typed } });
    notify(operator.removed(organisation.name));
    client.removeQueries({ queryKey: ['organisations'] });
    await navigate('/organisations', { replace: true });
  };
  const nobody = members.data?.items.length === 0;
  return (
    <OrganisationFrame
      section={operator.overview}
      commands={here.rights.operate && (
        <>
          <ToolbarButton icon={<PersonAddRegular />} onClick={() => setAsked('invite')}>{people.invite}</ToolbarButton>
          <ToolbarButton {...opener} icon={suspended ? <PlayRegular /> : <PauseRegular />} onClick={() => (suspended ? turn().catch(notifyError) : setAsked('state'))}>{suspended ? operator.resume : operator.suspend}</ToolbarButton>
          <ToolbarButton {...opener} icon={<DeleteRegular />} onClick={() => setAsked('remove')}>{operator.remove}</ToolbarButton>
        </>
      )}
    >
      <div className={styles.place}>
        {nobody && here.rights.operate && (
          <MessageBar intent="info" layout="multiline">
            <MessageBarBody><MessageBarTitle>{operator.nobody}</MessageBarTitle>{operator.nobodyText}</MessageBarBody>
            <MessageBarActions><Button onClick={() => setAsked('invite')}>{people.invite}</Button></MessageBarActions>
          </MessageBar>
        )}
        <Section title={common.kinds[organisation.kind]}>
          <Facts
            items={[
              [operator.state, operator.states[organisation.state]],
              [operator.created, formats.dateTime(organisation.created_at)],
              [operator.id, <span key="id">{organisation.id}<CopyButton text={organisation.id} /></span>],
              [operator.people, members.data ? members.data.items.map((member) => member.person.name).join(', ') || operator.nobody : '…'],
            ]}
          />
        </Section>
        {organisation.kind === 'customer' && (
          <Section title={operator.devices}>
            <div className={styles.links}>
              <RouteLink to={`/customers/${here.id}/devices`}>{operator.seeDevices}</RouteLink>
              <RouteLink to={`/customers/${here.id}/uploads`}>{operator.seeUploads}</RouteLink>
            </div>
          </Section>
        )}
      </div>
      <ConfirmDialog open={asked === 'state'} onClose={close} title={operator.suspendTitle(organisation.name)} confirm={operator.suspend} onConfirm={turn}>
        <Text>{operator.suspendText}</Text>
      </ConfirmDialog>
      <ConfirmDialog open={asked === 'remove'} onClose={close} title={operator.removeTitle(organisation.name)} confirm={operator.remove} disabled={typed !== organisation.name} onConfirm={remove}>
        <Text>{operator.removeText}</Text>
        <Field label={operator.removeType(organisation.name)} className={styles.typed}>
          <Input value={typed} onChange={(_, data) => setTyped(data.value)} autoComplete="off" spellCheck={false} />
        </Field>
      </ConfirmDialog>
      {asked === 'invite' && <InvitePanel organisation={organisation} first={nobody} onClose={() => { close(); void members.refetch(); }} />}
    </OrganisationFrame>
  );
}
