// A customer's partners, and requests that it answered.
import { Button, ToolbarButton } from '@fluentui/react-components';
import { HandshakeRegular } from '@fluentui/react-icons/svg/handshake';
import { MailInboxRegular } from '@fluentui/react-icons/svg/mail-inbox';
import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useEveryPage } from '../api/every-page';
import { useMe } from '../api/session';
import { DataGrid, type Column } from '../components/data-grid';
import { EmptyView } from '../components/empty-view';
import { ErrorView } from '../components/error-view';
import { ColumnChooser, useColumns } from '../components/grid-columns';
import { Loading } from '../components/loading';
import { PageFrame } from '../components/page-frame';
import { useFormats, useTexts } from '../texts/texts';
import AnswerPanel from './answer-panel';
import { RelationshipBadge } from './relationship-badge';
import { RelationshipPanel } from './relationship-panel';
import { relationshipList, relationshipRights, type Relationship } from './relationships';

export default function PartnersPage() {
  const { relationships, customers } = useTexts();
  const formats = useFormats();
  const { organisation, role } = useMe();
  const [search, setSearch] = useSearchParams();
  const [answering, setAnswering] = useState(false);
  const { items, error, isPending, refetch } = useEveryPage<Relationship>(relationshipList);
  const columns = useMemo<Column<Relationship>[]>(
    () => [
      { id: 'partner', header: relationships.partner, width: 260, cell: (row) => row.partner_name },
      { id: 'state', header: relationships.state, width: 150, cell: (row) => <RelationshipBadge state={row.state} /> },
      { id: 'delegated', header: relationships.delegated, width: 230, cell: (row) => (row.delegated_administration ? customers.delegatedYes : customers.delegatedNoShort) },
      { id: 'sees', header: relationships.sees, width: 220, cell: (row) => (row.state !== 'active' || !row.delegated_administration ? relationships.seesNone : row.see_all_devices ? relationships.seesAll : relationships.seesOwn) },
      { id: 'since', header: relationships.since, width: 140, cell: (row) => formats.date(row.ended_at ?? row.decided_at ?? row.created_at) },
      { id: 'requested-by', header: relationships.requestedBy, width: 200, cell: (row) => row.requested_by ?? relationships.byOperator },
    ],
    [relationships, customers, formats],
  );
  const layout = useColumns('partners', columns);
  const rows = useMemo(() => [...items].sort((a, b) => Number(b.state === 'active') - Number(a.state === 'active') || a.partner_name.localeCompare(b.partner_name)), [items]);
  const mayAnswer = relationshipRights(organisation.kind, role).decide;
  const open = (id: string | null) =>
    setSearch((now) => {
      if (id) now.set('relationship', id);
      else now.delete('relationship');
      return now;
    }, { replace: id === null });
  return (
    <PageFrame
      title={relationships.title}
      note={relationships.note}
      commands={
        <>
          {mayAnswer && <ToolbarButton appearance="primary" icon={<MailInboxRegular />} onClick={() => setAnswering(true)}>{relationships.answer}</ToolbarButton>}
          <ColumnChooser layout={layout} />
        </>
      }
    >
      {error ? (
        <ErrorView error={error} retry={() => void refetch()} />
      ) : isPending ? (
        <Loading />
      ) : rows.length === 0 ? (
        <EmptyView icon={HandshakeRegular} title={relationships.noPartners} action={mayAnswer && <Button appearance="primary" onClick={() => setAnswering(true)}>{relationships.answer}</Button>}>
          {relationships.noPartnersText}
        </EmptyView>
      ) : (
        <DataGrid label={relationships.title} rows={rows} rowId={(row) => row.id} rowName={(row) => row.partner_name} layout={layout} onOpen={(row) => open(row.id)} />
      )}
      {answering && <AnswerPanel onClose={() => setAnswering(false)} />}
      <RelationshipPanel id={search.get('relationship')} onClose={() => open(null)} />
    </PageFrame>
  );
}
