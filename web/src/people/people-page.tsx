// Who belongs to an organisation, and who is invited.
import { Button, Tab, TabList, ToolbarButton } from '@fluentui/react-components';
import { PeopleRegular } from '@fluentui/react-icons/svg/people';
import { PersonAddRegular } from '@fluentui/react-icons/svg/person-add';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { api, type Schemas } from '../api/client';
import { pages } from '../api/queries';
import { useMe } from '../api/session';
import type { Column } from '../components/data-grid';
import { EmptyView } from '../components/empty-view';
import { ColumnChooser, useColumns } from '../components/grid-columns';
import { GridView, useRows } from '../components/grid-view';
import { OrganisationFrame } from '../organisation/organisation-frame';
import { useOrganisationHere } from '../organisation/organisation-here';
import { useFormats, useTexts } from '../texts/texts';
import { Invitations } from './invitations';
import { InvitePanel } from './invite-panel';
import { PersonPanel } from './person-panel';

type Member = Schemas['Member'];

export default function PeoplePage() {
  const { people, common } = useTexts();
  const formats = useFormats();
  const here = useOrganisationHere();
  const { person: me } = useMe();
  const [search, setSearch] = useSearchParams();
  const [inviting, setInviting] = useState(false);
  const path = { organisation_id: here.id };
  const members = useInfiniteQuery(pages(['people', here.id], (cursor, signal) => api.get('/api/v1/organisations/{organisation_id}/people', { path, query: { cursor, limit: 200 }, signal })));
  const invitations = useInfiniteQuery(pages(['invitations', here.id], (_, signal) => api.get('/api/v1/organisations/{organisation_id}/invitations', { path, signal })));
  const columns = useMemo<Column<Member>[]>(
    () => [
      { id: 'name', header: people.name, width: 220, cell: ({ person }) => (person.id === me.id ? `${person.name} (${people.you})` : person.name) },
      { id: 'email', header: people.email, width: 260, cell: ({ person }) => person.email },
      { id: 'role', header: people.role, width: 150, cell: (row) => common.roles[row.role] },
      { id: 'factor', header: people.secondFactor, width: 150, cell: ({ person }) => (person.has_second_factor ? people.on : people.off) },
      { id: 'signed-in', header: people.lastSignedIn, width: 180, cell: ({ person }) => (person.last_signed_in_at ? formats.dateTime(person.last_signed_in_at) : people.never) },
      { id: 'since', header: people.since, width: 140, cell: (row) => formats.date(row.since) },
    ],
    [people, common, formats, me.id],
  );
  const layout = useColumns('people', columns);
  const rows = useRows(members);
  const invited = useRows(invitations);
  const view = search.get('view') === 'invited' ? 'invited' : 'members';
  const opened = rows.find((row) => row.person.id === search.get('person'));
  const count = (text: string, found: number, known: boolean) => (known ? `${text} (${formats.number(found)})` : text);
  return (
    <OrganisationFrame
      section={people.title}
      commands={
        <>
          {here.rights.change && <ToolbarButton appearance="primary" icon={<PersonAddRegular />} onClick={() => setInviting(true)}>{people.invite}</ToolbarButton>}
          <ColumnChooser layout={layout} />
        </>
      }
    >
      <TabList appearance="subtle-circular" size="small" selectedValue={view} onTabSelect={(_, data) => setSearch(data.value === 'invited' ? { view: 'invited' } : {}, { replace: true })}>
        <Tab value="members">{count(people.members, rows.length, members.isSuccess && !members.hasNextPage)}</Tab>
        <Tab value="invited">{count(people.invited, invited.length, invitations.isSuccess)}</Tab>
      </TabList>
      {view === 'invited' ? (
        <Invitations query={invitations} />
      ) : (
        <GridView
          label={people.title}
          query={members}
          rowId={(row) => row.person.id}
          rowName={(row) => row.person.name}
          layout={layout}
          onOpen={(row) => setSearch({ person: row.person.id })}
          empty={
            <EmptyView icon={PeopleRegular} title={people.empty} action={here.rights.change && <Button appearance="primary" icon={<PersonAddRegular />} onClick={() => setInviting(true)}>{people.invite}</Button>}>
              {here.rights.change ? people.emptyText : people.emptyReader}
            </EmptyView>
          }
        />
      )}
      {opened && <PersonPanel key={opened.person.id} member={opened} onClose={() => setSearch({})} />}
      {inviting && <InvitePanel organisation={here.organisation} first={rows.length === 0} onClose={() => setInviting(false)} />}
    </OrganisationFrame>
  );
}
