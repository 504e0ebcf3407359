// Group tag or assigned user of the devices that are chosen.
import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Schemas } from '../api/client';
import { TextField, useSending } from '../components/form';
import { FormPanel } from '../components/form-panel';
import { useNotify } from '../components/notices';
import { useFormats, useTexts } from '../texts/texts';

interface Props {
  customer: string;
  field: 'group_tag' | 'assigned_user';
  chosen: Schemas['Device'][];
  onClose(): void;
}

export function EditPanel({ customer, field, chosen, onClose }: Props) {
  const { devices, errors } = useTexts();
  const formats = useFormats();
  const client = useQueryClient();
  const { notify } = useNotify();
  const sending = useSending();
  const same = chosen.every((device) => device[field] === chosen[0]?.[field]) ? (chosen[0]?.[field] ?? '') : '';
  const [value, setValue] = useState(same);
  const [refused, setRefused] = useState<Schemas['RefusedDevice'][]>([]);
  const label = field === 'group_tag' ? devices.groupTag : devices.assignedUser;
  const submit = async () => {
    const device_ids = chosen.map((device) => device.id);
    const result = await api.post('/api/v1/customers/{customer_id}/devices/update', {
      path: { customer_id: customer },
      body: field === 'group_tag' ? { device_ids, group_tag: value || null } : { device_ids, assigned_user: value || null },
    });
    await client.invalidateQueries({ queryKey: ['devices', customer] });
    notify(formats.plural(result.updated, devices.updated));
    if (result.refused.length === 0) onClose();
    else setRefused(result.refused);
  };
  const told = refused.length > 0 && (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{formats.plural(refused.length, devices.refused)}</MessageBarTitle>
        {refused.map((one) => <div key={one.device_id}>{errors.said(one.message)}</div>)}
      </MessageBarBody>
    </MessageBar>
  );
  return (
    <FormPanel title={label} above={told} sending={sending} onSubmit={submit} submit={formats.plural(chosen.length, devices.change)} onClose={onClose}>
      <TextField label={label} hint={devices.emptyClears} value={value} onChange={setValue} problem={sending.of(field)} maxLength={256} autoFocus />
    </FormPanel>
  );
}
