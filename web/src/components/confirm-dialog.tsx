// Asked before what cannot be undone. The safe answer has the focus. The button that opens it has
// Fluent's useRestoreFocusTarget(): without it the focus is lost, and a fly-in below stays hidden from
// screen readers.
import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle } from '@fluentui/react-components';
import { useState, type ReactNode } from 'react';
import { useTexts } from '../texts/texts';
import { ErrorView } from './error-view';
import { useFocusAfter } from './focus-after';

interface Props {
  open: boolean;
  onClose(): void;
  title: string;
  children?: ReactNode;
  confirm: string;  ///< what the button does, as a verb: "Remove 3 devices"
  disabled?: boolean;
  onConfirm(): Promise<unknown>;  ///< the dialog closes when it is done, and shows why it is not
}

export function ConfirmDialog({ open, onClose, title, children, confirm, disabled, onConfirm }: Props) {
  const { common } = useTexts();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  useFocusAfter(open);
  const close = () => {
    setError(null);
    onClose();
  };
  const run = async () => {
    setBusy(true);
    setError(null);
    try {
      await onConfirm();
      close();
    } catch (failed) {
      setError(failed);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog open={open} modalType="alert" onOpenChange={(_, data) => !data.open && close()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent>
            {children}
            {error !== null && <ErrorView error={error} />}
          </DialogContent>
          <DialogActions>
            <Button appearance="secondary" onClick={close} autoFocus>{common.cancel}</Button>
            <Button appearance="primary" disabled={busy || disabled} onClick={() => void run()}>{confirm}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
