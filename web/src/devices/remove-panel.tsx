// Removing devices: they are listed first; those still pending cannot be, and say why.
import { Button, Checkbox, makeStyles, MessageBar, MessageBarBody, MessageBarTitle, Text, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Schemas } from '../api/client';
import { ErrorView } from '../components/error-view';
import { useSending } from '../components/form';
import { useNotify } from '../components/notices';
import { SidePanel } from '../components/side-panel';
import { useFormats, useTexts } from '../texts/texts';
import { StateBadge } from './state-badge';

const phone = '@media (max-width: 600px)';
const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column' },
  row: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) auto', alignItems: 'center', columnGap: tokens.spacingHorizontalS, [phone]: { gridTemplateColumns: 'minmax(0, 1fr)', justifyItems: 'start', paddingBottom: tokens.spacingVerticalS }, borderBottom: `1px solid ${tokens.colorNeutralStroke3}` },
  state: { [phone]: { marginInlineStart: tokens.spacingHorizontalXXXL } },
  why: { color: tokens.colorNeutralForeground3, paddingBottom: tokens.spacingVerticalS, gridColumn: '1 / -1', paddingInlineStart: tokens.spacingHorizontalXXXL },
});

type Device = Schemas['Device'];
/// More would only make the page slow; the rest is counted in the button.
const mostListed = 500;

export function RemovePanel({ customer, chosen, onClose, onDone }: { customer: string; chosen: Device[]; onClose(): void; onDone(): void }) {
  const styles = useStyles();
  const { devices, errors, common } = useTexts();
  const formats = useFormats();
  const client = useQueryClient();
  const { notify } = useNotify();
  const sending = useSending();
  const canGo = (device: Device) => device.state !== 'registration_pending';
  const [ids, setIds] = useState<ReadonlySet<string>>(() => new Set(chosen.filter(canGo).map((device) => device.id)));
  const [refused, setRefused] = useState<Schemas['RefusedDevice'][]>([]);
  const [listed] = useState(chosen);
  const toggle = (id: string) => {
    const changed = new Set(ids);
    if (!changed.delete(id)) changed.add(id);
    setIds(changed);
  };
  const remove = () =>
    sending.run(async () => {
      const result = await api.post('/api/v1/customers/{customer_id}/devices/remove', { path: { customer_id: customer }, body: { device_ids: [...ids] } });
      await Promise.all([client.invalidateQueries({ queryKey: ['devices', customer] }), client.invalidateQueries({ queryKey: ['device-counts', customer] })]);
      onDone();
      notify(formats.plural(result.removed, devices.removed));
      if (result.refused.length === 0) onClose();
      else setRefused(result.refused);
    });
  const over = refused.length > 0;
  return (
    <SidePanel
      open
      onClose={onClose}
      title={formats.plural(ids.size, devices.removeTitle)}
      footer={
        <>
          {!over && <Button appearance="primary" disabled={ids.size === 0 || sending.busy} onClick={() => void remove()}>{formats.plural(ids.size, devices.removeTitle)}</Button>}
          <Button onClick={onClose}>{over ? common.close : common.cancel}</Button>
        </>
      }
    >
      {sending.error !== null && <ErrorView error={sending.error} />}
      {over ? (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>{formats.plural(refused.length, devices.refused)}</MessageBarTitle>
            {refused.map((one) => <div key={one.device_id}>{errors.said(one.message)}</div>)}
          </MessageBarBody>
        </MessageBar>
      ) : (
        <>
          <Text>{devices.removeText}</Text>
          <ul className={styles.list}>
            {listed.slice(0, mostListed).map((device) => (
              <li key={device.id} className={styles.row}>
                <Checkbox label={`${device.serial_number} · ${device.manufacturer} ${device.model}`} disabled={!canGo(device)} checked={ids.has(device.id)} onChange={() => toggle(device.id)} />
                <span className={styles.state}><StateBadge state={device.state} /></span>
                {!canGo(device) && <Text size={200} className={styles.why}>{devices.pendingStays}</Text>}
              </li>
            ))}
          </ul>
        </>
      )}
    </SidePanel>
  );
}
