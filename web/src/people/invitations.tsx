// Invitations that wait to be accepted.
import { Button, Text, useRestoreFocusTarget } from '@fluentui/react-components';
import { MailRegular } from '@fluentui/react-icons/svg/mail';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { api, type Schemas } from '../api/client';
import type { Column } from '../components/data-grid';
import { ConfirmDialog } from '../components/confirm-dialog';
import { EmptyView } from '../components/empty-view';
import { Facts } from '../components/facts';
import { useColumns } from '../components/grid-columns';
import { GridView, type ListQuery } from '../components/grid-view';
import { useNotify } from '../components/notices';
import { SidePanel } from '../components/side-panel';
import { useOrganisationHere } from '../organisation/organisation-here';
import { useFormats, useTexts } from '../texts/texts';

type Invitation = Schemas['Invitation'];

function InvitationPanel({ invitation, onClose }: { invitation: Invitation; onClose(): void }) {
  const opener = useRestoreFocusTarget();
  const { people, common } = useTexts();
  const formats = useFormats();
  const here = useOrganisationHere();
  const client = useQueryClient();
  const { notify } = useNotify();
  const [asked, setAsked] = useState(false);
  const withdraw = async () => {
    await api.delete('/api/v1/organisations/{organisation_id}/invitations/{invitation_id}', { path: { organisation_id: here.id, invitation_id: invitation.id } });
    notify(people.withdrawn);
    await client.invalidateQueries({ queryKey: ['invitations', here.id] });
    onClose();
  };
  return (
    <SidePanel open onClose={onClose} title={invitation.email} footer={here.rights.change && <Button {...opener} onClick={() => setAsked(true)}>{people.withdraw}</Button>}>
      <Facts
        items={[
          [people.role, common.roles[invitation.role]],
          [people.invitedBy, invitation.created_by ?? common.none],
          [people.since, formats.dateTime(invitation.created_at)],
          [people.expires, formats.dateTime(invitation.expires_at)],
        ]}
      />
      <ConfirmDialog open={asked} onClose={() => setAsked(false)} title={people.withdrawTitle(invitation.email)} confirm={people.withdraw} onConfirm={withdraw}>
        <Text>{people.withdrawText}</Text>
      </ConfirmDialog>
    </SidePanel>
  );
}

export function Invitations({ query }: { query: ListQuery<Invitation> }) {
  const { people, common } = useTexts();
  const formats = useFormats();
  const [open, setOpen] = useState<Invitation | null>(null);
  const columns = useMemo<Column<Invitation>[]>(
    () => [
      { id: 'email', header: people.email, width: 280, cell: (row) => row.email },
      { id: 'role', header: people.role, width: 160, cell: (row) => common.roles[row.role] },
      { id: 'by', header: people.invitedBy, width: 200, cell: (row) => row.created_by ?? common.none },
      { id: 'since', header: people.since, width: 180, cell: (row) => formats.dateTime(row.created_at) },
      { id: 'expires', header: people.expires, width: 180, cell: (row) => formats.dateTime(row.expires_at) },
    ],
    [people, common, formats],
  );
  const layout = useColumns('invitations', columns);
  return (
    <>
      <GridView
        label={people.invited}
        query={query}
        rowId={(row) => row.id}
        rowName={(row) => row.email}
        layout={layout}
        onOpen={(row) => setOpen(row)}
        empty={<EmptyView icon={MailRegular} title={people.noInvitations}>{people.noInvitationsText}</EmptyView>}
      />
      {open && <InvitationPanel invitation={open} onClose={() => setOpen(null)} />}
    </>
  );
}
