// A fly-in with one form. Its buttons stand in the foot, as in every fly-in.
import { Button } from '@fluentui/react-components';
import { useId, type ReactNode } from 'react';
import { useTexts } from '../texts/texts';
import { Form, type Sending } from './form';
import { SidePanel } from './side-panel';

interface Props {
  title: string;
  wide?: boolean;
  above?: ReactNode;  ///< before the form: what it is for, what came of it
  sending: Sending;
  onSubmit(): Promise<unknown>;
  submit?: string;  ///< none where nobody may
  incomplete?: boolean;  ///< it cannot be sent yet; the fields say why
  more?: ReactNode;  ///< further buttons
  cancel?: { text: string; onClick(): void };  ///< instead of closing it
  onClose(): void;
  children: ReactNode;
}

export function FormPanel({ title, wide, above, sending, onSubmit, submit, incomplete = false, more, cancel, onClose, children }: Props) {
  const { common } = useTexts();
  const form = useId();
  return (
    <SidePanel
      open
      wide={wide}
      onClose={onClose}
      title={title}
      footer={
        <>
          {submit && <Button type="submit" form={form} appearance="primary" disabled={sending.busy || incomplete}>{submit}</Button>}
          <Button onClick={cancel?.onClick ?? onClose}>{cancel?.text ?? (submit ? common.cancel : common.close)}</Button>
          {more}
        </>
      }
    >
      {above}
      <Form id={form} sending={sending} onSubmit={onSubmit}>{children}</Form>
    </SidePanel>
  );
}
