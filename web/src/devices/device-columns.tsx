import { useMemo } from 'react';
import type { Schemas } from '../api/client';
import type { Column } from '../components/data-grid';
import { useFormats, useTexts } from '../texts/texts';
import { StateBadge } from './state-badge';

export function useDeviceColumns(): Column<Schemas['Device']>[] {
  const { devices, errors, common } = useTexts();
  const formats = useFormats();
  return useMemo(() => {
    const text = (value: string | null | undefined) => value || common.none;
    return [
      { id: 'serial_number', header: devices.serial, width: 170, sort: 'serial_number', cell: (row) => row.serial_number },
      { id: 'manufacturer', header: devices.manufacturer, width: 160, cell: (row) => row.manufacturer },
      { id: 'model', header: devices.model, width: 150, cell: (row) => row.model },
      { id: 'state', header: devices.state, width: 210, sort: 'state', cell: (row) => <StateBadge state={row.state} /> },
      { id: 'error', header: devices.error, width: 220, cell: (row) => text(row.error && errors.rows[row.error.code].title) },
      { id: 'group_tag', header: devices.groupTag, width: 120, cell: (row) => text(row.group_tag) },
      { id: 'assigned_user', header: devices.assignedUser, width: 170, cell: (row) => text(row.assigned_user) },
      { id: 'order_id', header: devices.orderId, width: 120, cell: (row) => text(row.order_id) },
      { id: 'purchase_id', header: devices.purchaseId, width: 120, hidden: true, cell: (row) => text(row.purchase_id) },
      { id: 'registered', header: devices.registered, width: 180, sort: 'registered', cell: (row) => formats.dateTime(row.registered_at) },
      { id: 'last_seen', header: devices.lastSeen, width: 180, sort: 'last_seen', cell: (row) => formats.dateTime(row.last_seen_at) },
      { id: 'partner', header: devices.partner, width: 150, hidden: true, cell: (row) => row.registered_by.organisation_name },
    ];
  }, [devices, errors, common, formats]);
}
