// An audit log: its filters, its entries, and one of them opened. Whose, the caller says.
import { Button, ToolbarButton } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download';
import { HistoryRegular } from '@fluentui/react-icons/svg/history';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo, type ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { addressOf, api, send, type Schemas } from '../api/client';
import { pages, staysWhileNarrowed } from '../api/queries';
import type { Column } from '../components/data-grid';
import { EmptyView } from '../components/empty-view';
import { ColumnChooser, useColumns } from '../components/grid-columns';
import { GridView, useRows } from '../components/grid-view';
import { useNotify } from '../components/notices';
import { saveFile } from '../components/save-file';
import { useFormats, useTexts } from '../texts/texts';
import { AuditFilterBar } from './audit-filter-bar';
import { EntryPanel } from './entry-panel';
import { auditFiltersOf, auditQueryOf, isAuditFiltered, searchOfAudit, type AuditFilters } from './filters';

type Entry = Schemas['AuditEntry'];
const keyOf = (entry: Entry) => `${entry.organisation_id}.${entry.number}`;

function useAuditColumns() {
  const { audit, common } = useTexts();
  const formats = useFormats();
  return useMemo<Column<Entry>[]>(
    () => [
      { id: 'at', header: audit.at, width: 180, cell: (row) => formats.dateTime(row.at) },
      { id: 'action', header: audit.action, width: 240, cell: (row) => audit.actions[row.action] ?? row.action },
      { id: 'subject', header: audit.subject, width: 240, cell: (row) => row.subject_name ?? row.subject ?? common.none },
      { id: 'who', header: audit.who, width: 180, cell: (row) => row.who.name },
      { id: 'organisation', header: audit.organisation, width: 180, cell: (row) => row.who.organisation_name ?? common.none },
      { id: 'address', header: audit.address, width: 130, cell: (row) => row.address ?? common.none },
      { id: 'request', header: audit.requestId, width: 280, hidden: true, cell: (row) => row.request_id ?? common.none },
      { id: 'subject-id', header: audit.subjectId, width: 180, hidden: true, cell: (row) => row.subject ?? common.none },
    ],
    [audit, common, formats],
  );
}

/// `organisation` undefined: of every organisation (operator).
export function useAuditLog(organisation: string | undefined): { commands: ReactNode; content: ReactNode } {
  const { audit } = useTexts();
  const { notify, notifyError } = useNotify();
  const [search, setSearch] = useSearchParams();
  const filters = useMemo(() => auditFiltersOf(search), [search]);
  const asked = useMemo(() => auditQueryOf(filters), [filters]);
  const query = useInfiniteQuery({
    ...pages(['audit', organisation ?? 'all', asked], (cursor, signal) =>
      organisation === undefined
        ? api.get('/api/v1/audit', { query: { ...asked, cursor, limit: 200 }, signal })
        : api.get('/api/v1/organisations/{organisation_id}/audit', { path: { organisation_id: organisation }, query: { ...asked, cursor, limit: 200 }, signal })),
    placeholderData: staysWhileNarrowed(['audit', organisation ?? 'all']),
  });
  const people = useQuery({
    queryKey: ['people-names', organisation],
    queryFn: () => api.get('/api/v1/organisations/{organisation_id}/people', { path: { organisation_id: organisation ?? '' }, query: { limit: 200 } }),
    enabled: organisation !== undefined,
  });
  const layout = useColumns('audit', useAuditColumns());
  const rows = useRows(query);
  const opened = rows.find((row) => keyOf(row) === search.get('entry'));
  const show = (next: AuditFilters, entry?: string) => {
    const changed = searchOfAudit(next);
    if (entry) changed.set('entry', entry);
    setSearch(changed);
  };
  const download = async () => {
    try {
      const address = organisation === undefined ? '/api/v1/audit' : '/api/v1/organisations/{organisation_id}/audit';
      const response = await send('GET', addressOf(address, { organisation_id: organisation }, asked), { headers: { Accept: 'text/csv' } });
      saveFile(await response.blob(), 'audit.csv');
      notify(audit.downloaded);
    } catch (error) {
      notifyError(error);
    }
  };
  const filtered = isAuditFiltered(filters);
  return {
    commands: (
      <>
        <ToolbarButton icon={<ArrowDownloadRegular />} onClick={() => void download()}>{audit.download}</ToolbarButton>
        <ColumnChooser layout={layout} />
      </>
    ),
    content: (
      <>
        <AuditFilterBar filters={filters} people={people.data?.items ?? []} onChange={(changed) => show({ ...filters, ...changed })} />
        <GridView
          label={audit.title}
          query={query}
          rowId={keyOf}
          rowName={(row) => audit.actions[row.action] ?? row.action}
          layout={layout}
          onOpen={(row) => show(filters, keyOf(row))}
          empty={
            <EmptyView icon={HistoryRegular} title={filtered ? audit.noMatch : audit.empty} action={filtered && <Button onClick={() => show({})}>{audit.clear}</Button>}>
              {filtered ? undefined : audit.emptyText}
            </EmptyView>
          }
        />
        {opened && <EntryPanel entry={opened} onFilter={(next) => show(next)} onClose={() => show(filters)} />}
      </>
    ),
  };
}
