// A customer's devices: counted by state, listed, filtered, and what can be done with those chosen.
import { makeStyles, Text, ToolbarButton, ToolbarDivider, tokens } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { ArrowCounterclockwiseRegular } from '@fluentui/react-icons/svg/arrow-counterclockwise';
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download';
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { LaptopRegular } from '@fluentui/react-icons/svg/laptop';
import { PersonRegular } from '@fluentui/react-icons/svg/person';
import { TagRegular } from '@fluentui/react-icons/svg/tag';
import { Button } from '@fluentui/react-components';
import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { addressOf } from '../api/client';
import { DataGrid } from '../components/data-grid';
import { EmptyView } from '../components/empty-view';
import { ErrorView } from '../components/error-view';
import { ColumnChooser, useColumns } from '../components/grid-columns';
import { Loading } from '../components/loading';
import { PageFrame } from '../components/page-frame';
import { useCustomerHere } from '../customers/customer-here';
import { useNotify } from '../components/notices';
import { useFormats, useTexts } from '../texts/texts';
import { useRegistering } from '../register/use-registering';
import { ApproveDialog, waitsForApproval } from './approve-dialog';
import { useDeviceColumns } from './device-columns';
import { DevicePanel } from './device-panel';
import { EditPanel } from './edit-panel';
import { FilterBar } from './filter-bar';
import { filtersOf, isFiltered, searchOf, type Filters } from './filters';
import { LiveUploads } from './live-uploads';
import { RemovePanel } from './remove-panel';
import { RetryDialog } from './retry-dialog';
import { StateCounters } from './state-counters';
import { StatesChart } from './states-chart';
import { firstDevices, mostSelected, useChosen, useDevices } from './use-devices';
import { useLive } from './use-live';

const useStyles = makeStyles({
  top: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalXL, alignItems: 'start', '> :first-child': { flex: '1 1 min(100%, 840px)' } },
  selection: { color: tokens.colorNeutralForeground2, alignSelf: 'center', marginInlineStart: tokens.spacingHorizontalS },
});

type Panel = 'approve' | 'remove' | 'group_tag' | 'assigned_user' | 'retry';

export default function DevicesPage() {
  const styles = useStyles();
  const { devices } = useTexts();
  const formats = useFormats();
  const here = useCustomerHere();
  const [search, setSearch] = useSearchParams();
  const filters = useMemo(() => filtersOf(search), [search]);
  const [panel, setPanel] = useState<Panel | null>(null);
  const registering = useRegistering(here);
  const { notify, notifyError } = useNotify();
  const { counts, list, load } = useDevices(here.id, filters);
  const open = useLive(here.id);
  const layout = useColumns('devices', useDeviceColumns());
  const selection = useChosen(list.loaded);
  const chosen = selection.devices;
  const selectAll = () => {
    firstDevices(load).then(({ devices: all, more }) => {
      selection.add(all);
      if (more) notify(devices.mostSelected(formats.number(mostSelected)));
    }, notifyError);
  };

  const show = (changed: Partial<Filters>) => {
    const kept = searchOf({ ...filters, ...changed });
    selection.clear();
    setSearch(kept, { replace: true });
  };
  const shownDevice = search.get('device');
  const openDevice = (id: string | null) => {
    const kept = searchOf(filters);
    if (id) kept.set('device', id);
    setSearch(kept);
  };
  const failedBatches = [...new Set(chosen.filter((row) => row.state === 'registration_failed').map((row) => row.batch_id))];
  const waiting = chosen.filter(waitsForApproval);
  const { rights } = here;
  const none = chosen.length === 0 || chosen.length > mostSelected;
  const filtered = isFiltered(filters);
  const register = rights.register && (
    <Button appearance="primary" icon={<AddRegular />} onClick={registering.begin}>{devices.register}</Button>
  );

  return (
    <PageFrame
      title={devices.title}
      crumbs={here.crumbs}
      commands={
        <>
          {rights.register && <ToolbarButton appearance="primary" icon={<AddRegular />} onClick={registering.begin}>{devices.register}</ToolbarButton>}
          {rights.register && <ToolbarDivider />}
          {rights.tag && <ToolbarButton icon={<TagRegular />} disabled={none} onClick={() => setPanel('group_tag')}>{devices.setGroupTag}</ToolbarButton>}
          {rights.tag && <ToolbarButton icon={<PersonRegular />} disabled={none} onClick={() => setPanel('assigned_user')}>{devices.assignUser}</ToolbarButton>}
          {rights.retry && <ToolbarButton icon={<ArrowCounterclockwiseRegular />} disabled={failedBatches.length === 0} onClick={() => setPanel('retry')}>{devices.retryFailed}</ToolbarButton>}
          {waiting.length > 0 && <ToolbarButton icon={<CheckmarkCircleRegular />} onClick={() => setPanel('approve')}>{devices.approve}</ToolbarButton>}
          {rights.remove && <ToolbarButton icon={<DeleteRegular />} disabled={none} onClick={() => setPanel('remove')}>{devices.remove}</ToolbarButton>}
          <ToolbarButton as="a" href={addressOf('/api/v1/customers/{customer_id}/devices/export.csv', { customer_id: here.id }, filters)} download="devices.csv" icon={<ArrowDownloadRegular />}>{devices.export}</ToolbarButton>
          <ColumnChooser layout={layout} />
          {chosen.length > 0 && <Text className={styles.selection} role="status">{formats.plural(chosen.length, devices.selected)}</Text>}
        </>
      }
    >
      {counts.data && (
        <div className={styles.top}>
          <StateCounters counts={counts.data} chosen={filters.state} onChoose={(state) => show({ state })} />
          {counts.data.total > 0 && <StatesChart customer={here.id} />}
        </div>
      )}
      <LiveUploads batches={open} base={here.base} />
      {(filtered || (counts.data?.total ?? 0) > 0) && <FilterBar key={search.get('serial_prefix') ?? ''} filters={filters} onChange={show} />}
      {list.error ? (
        <ErrorView error={list.error} retry={list.refetch} />
      ) : list.isEmpty ? (
        <EmptyView
          icon={LaptopRegular}
          title={filtered ? devices.noMatch : devices.empty}
          action={filtered ? <Button onClick={() => setSearch({}, { replace: true })}>{devices.clearFilters}</Button> : register}
        >
          {filtered ? undefined : devices.emptyText}
        </EmptyView>
      ) : list.isPending && list.rows.count === 0 ? (
        <Loading />
      ) : (
        <DataGrid
          label={devices.title}
          rows={list.rows}
          rowId={(row) => row.id}
          rowName={(row) => `${row.manufacturer} ${row.model} ${row.serial_number}`}
          layout={layout}
          stale={list.isStale}
          selected={selection.ids}
          onSelect={selection.set}
          onSelectAll={selectAll}
          sort={filters.sort}
          onSort={(sort) => show({ sort: sort as Filters['sort'] })}
          onOpen={(row) => openDevice(row.id)}
        />
      )}
      <DevicePanel customer={here.id} base={here.base} id={shownDevice} onClose={() => openDevice(null)} />
      {registering.panel}
      {panel === 'remove' && <RemovePanel customer={here.id} chosen={chosen} onClose={() => setPanel(null)} onDone={selection.clear} />}
      {(panel === 'group_tag' || panel === 'assigned_user') && <EditPanel customer={here.id} field={panel} chosen={chosen} onClose={() => setPanel(null)} />}
      {panel === 'approve' && <ApproveDialog customer={here.id} chosen={waiting} onClose={() => setPanel(null)} onDone={selection.clear} />}
      {panel === 'retry' && <RetryDialog customer={here.id} batches={failedBatches} onClose={() => setPanel(null)} />}
    </PageFrame>
  );
}
