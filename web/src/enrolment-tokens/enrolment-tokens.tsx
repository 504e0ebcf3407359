// The enrolment tokens of a customer, as a list and the way to a new one.
import { Button, ToolbarButton } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { LaptopRegular } from '@fluentui/react-icons/svg/laptop';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { api, type Schemas } from '../api/client';
import { pages } from '../api/queries';
import type { Column } from '../components/data-grid';
import { EmptyView } from '../components/empty-view';
import { useColumns } from '../components/grid-columns';
import { GridView } from '../components/grid-view';
import { useFormats, useTexts } from '../texts/texts';
import { NewTokenPanel, TokenPanel } from './token-panels';

type Token = Schemas['EnrolmentToken'];

export function useEnrolmentTokens(customer: string, base: string) {
  const { enrolments } = useTexts();
  const formats = useFormats();
  const [making, setMaking] = useState(false);
  const [open, setOpen] = useState<Token | null>(null);
  const query = useInfiniteQuery(
    pages(['enrolment-tokens', customer], (cursor, signal) => api.get('/api/v1/customers/{customer_id}/enrolment-tokens', { path: { customer_id: customer }, query: { cursor, limit: 200 }, signal })),
  );
  const columns = useMemo<Column<Token>[]>(
    () => [
      { id: 'name', header: enrolments.name, width: 260, cell: (row) => row.name },
      { id: 'used', header: enrolments.used, width: 200, cell: (row) => (row.used_at ? formats.dateTime(row.used_at) : enrolments.notUsed) },
      { id: 'expires', header: enrolments.expires, width: 200, cell: (row) => formats.dateTime(row.expires_at) },
      { id: 'by', header: enrolments.createdBy, width: 200, cell: (row) => row.created_by },
      { id: 'created', header: enrolments.created, width: 200, cell: (row) => formats.dateTime(row.created_at) },
    ],
    [enrolments, formats],
  );
  const layout = useColumns('enrolment-tokens', columns);
  return {
    commands: <ToolbarButton appearance="primary" icon={<AddRegular />} onClick={() => setMaking(true)}>{enrolments.create}</ToolbarButton>,
    content: (
      <>
        <GridView
          label={enrolments.title}
          query={query}
          rowId={(row) => row.id}
          rowName={(row) => row.name}
          layout={layout}
          onOpen={(row) => setOpen(row)}
          empty={
            <EmptyView icon={LaptopRegular} title={enrolments.empty} action={<Button appearance="primary" icon={<AddRegular />} onClick={() => setMaking(true)}>{enrolments.create}</Button>}>
              {enrolments.emptyText}
            </EmptyView>
          }
        />
        {making && <NewTokenPanel customer={customer} onClose={() => setMaking(false)} />}
        {open && <TokenPanel customer={customer} base={base} token={open} onClose={() => setOpen(null)} />}
      </>
    ),
  };
}
