// Short messages of what was done. Screen readers hear them; Fluent's toaster is a live region. What went
// wrong stays until somebody has read it (WCAG 2.2.1).
import { Button, Toast, ToastBody, Toaster, ToastTitle, ToastTrigger, useId, useToastController } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import { useTexts } from '../texts/texts';
import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';
import { useErrorText } from './error-view';

interface Notices {
  notify(text: string, detail?: string): void;
  notifyError(error: unknown): void;
}
const Context = createContext<Notices>({ notify: () => {}, notifyError: () => {} });
export const useNotify = (): Notices => useContext(Context);

function Failed({ error }: { error: unknown }) {
  const { common } = useTexts();
  const { title, detail, advice, requestId } = useErrorText(error);
  return (
    <Toast>
      <ToastTitle action={<ToastTrigger><Button appearance="transparent" size="small" icon={<DismissRegular />} aria-label={common.close} /></ToastTrigger>}>{title}</ToastTitle>
      <ToastBody subtitle={requestId}>{[detail, advice].filter(Boolean).join(' ')}</ToastBody>
    </Toast>
  );
}

export function NoticesProvider({ children }: { children: ReactNode }) {
  const { common } = useTexts();
  const [place, setPlace] = useState<HTMLElement | null>(null);
  const id = useId('notices');
  const { dispatchToast } = useToastController(id);
  const notify = useCallback(
    (text: string, detail?: string) => {
      dispatchToast(
        <Toast>
          <ToastTitle>{text}</ToastTitle>
          {detail && <ToastBody>{detail}</ToastBody>}
        </Toast>,
        { intent: 'success', timeout: 4000 },
      );
    },
    [dispatchToast],
  );
  const notifyError = useCallback(
    (error: unknown) => dispatchToast(<Failed error={error} />, { intent: 'error', timeout: -1, politeness: 'assertive' }),
    [dispatchToast],
  );
  const provided = useMemo(() => ({ notify, notifyError }), [notify, notifyError]);
  return (
    <Context value={provided}>
      {children}
      <section ref={setPlace} aria-label={common.notices} />
      {place && <Toaster toasterId={id} mountNode={place} position="bottom-end" pauseOnHover />}
    </Context>
  );
}
