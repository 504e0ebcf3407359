import { Text } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client';
import { ConfirmDialog } from '../components/confirm-dialog';
import { useNotify } from '../components/notices';
import { useFormats, useTexts } from '../texts/texts';

export function RetryDialog({ customer, batches, onClose }: { customer: string; batches: string[]; onClose(): void }) {
  const { devices } = useTexts();
  const formats = useFormats();
  const client = useQueryClient();
  const { notify } = useNotify();
  const retry = async () => {
    for (const batch of batches) {
      await api.post('/api/v1/customers/{customer_id}/batches/{batch_id}/retry', { path: { customer_id: customer, batch_id: batch }, body: {} });
    }
    await client.invalidateQueries({ queryKey: ['batches', customer] });
    await client.invalidateQueries({ queryKey: ['devices', customer] });
    notify(devices.retried);
  };
  return (
    <ConfirmDialog open onClose={onClose} title={devices.retryTitle} confirm={devices.retryFailed} onConfirm={retry}>
      <Text>{formats.plural(batches.length, devices.retryText)}</Text>
    </ConfirmDialog>
  );
}
