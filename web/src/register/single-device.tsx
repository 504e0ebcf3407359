// One device, typed in.
import { Field, makeStyles, Textarea, tokens } from '@fluentui/react-components';
import type { Schemas } from '../api/client';
import { TextField } from '../components/form';
import { useTexts } from '../texts/texts';

const useStyles = makeStyles({ fields: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM } });

type Device = Schemas['NewDevice'];

export const isEnough = (device: Device) => Boolean(device.serial_number && (device.hardware_hash || (device.manufacturer && device.model)));

export function SingleDevice({ device, onChange }: { device: Device; onChange(device: Device): void }) {
  const styles = useStyles();
  const { register } = useTexts();
  const field = (name: keyof Device) => ({ value: device[name] ?? '', onChange: (value: string) => onChange({ ...device, [name]: value }) });
  return (
    <div className={styles.fields}>
      <TextField label={register.manufacturer} {...field('manufacturer')} hint={register.exactHint} />
      <TextField label={register.model} {...field('model')} />
      <TextField label={register.serial} {...field('serial_number')} required />
      <Field label={register.hash} hint={register.hashHint}>
        <Textarea value={device.hardware_hash ?? ''} rows={3} onChange={(_, data) => onChange({ ...device, hardware_hash: data.value })} />
      </Field>
      <TextField label={register.groupTag} {...field('group_tag')} />
      <TextField label={register.assignedUser} {...field('assigned_user')} />
    </div>
  );
}
