// Devices that no supplier published, and for which somebody of the customer's choice has to vouch.
import { Text } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { api, type Schemas } from '../api/client';
import { ConfirmDialog } from '../components/confirm-dialog';
import { useNotify } from '../components/notices';
import { useFormats, useTexts } from '../texts/texts';

export const waitsForApproval = (device: Schemas['Device']) => device.error?.code === 'approval_needed';

export function ApproveDialog({ customer, chosen, onClose, onDone }: { customer: string; chosen: Schemas['Device'][]; onClose(): void; onDone(): void }) {
  const { devices, errors } = useTexts();
  const formats = useFormats();
  const client = useQueryClient();
  const { notify } = useNotify();
  const approve = async () => {
    const result = await api.post('/api/v1/customers/{customer_id}/devices/approve', { path: { customer_id: customer }, body: { device_ids: chosen.map((device) => device.id) } });
    await client.invalidateQueries({ queryKey: ['devices', customer] });
    onDone();
    notify(formats.plural(result.approved, devices.approved), result.refused.map((one) => errors.said(one.message)).join(' ') || undefined);
  };
  return (
    <ConfirmDialog open onClose={onClose} title={formats.plural(chosen.length, devices.approveTitle)} confirm={devices.approve} onConfirm={approve}>
      <Text>{devices.approveText}</Text>
    </ConfirmDialog>
  );
}
