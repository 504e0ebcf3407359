// Forms: one field, and what every form does while it sends and when it is refused.
import { Field, Input, makeStyles, tokens, type InputProps } from '@fluentui/react-components';
import { useState, type FormEvent, type ReactNode } from 'react';
import { ApiError } from '../api/problem';
import { useTexts } from '../texts/texts';
import { ErrorView } from './error-view';

const useStyles = makeStyles({ form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL } });

export interface Sending {
  busy: boolean;
  error: unknown;
  /// The server's sentence about one field.
  of(field: string): string | undefined;
  run(work: () => Promise<unknown>): Promise<boolean>;
  reset(): void;
}

export function useSending(): Sending {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { errors } = useTexts();
  return {
    busy,
    error,
    of: (field) => {
      const sentence = error instanceof ApiError ? error.of(field) : undefined;
      return sentence && errors.said(sentence);
    },
    reset: () => setError(null),
    run: async (work) => {
      setBusy(true);
      setError(null);
      try {
        await work();
        return true;
      } catch (failed) {
        setError(failed);
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}

/// `id` for a button that stands outside.
export function Form({ id, sending, onSubmit, children }: { id?: string; sending: Sending; onSubmit(): Promise<unknown>; children: ReactNode }) {
  const styles = useStyles();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!sending.busy) void sending.run(onSubmit);
  };
  return (
    <form id={id} className={styles.form} onSubmit={submit}>
      {sending.error !== null && <ErrorView error={sending.error} />}
      {children}
    </form>
  );
}

interface TextFieldProps extends Omit<InputProps, 'onChange' | 'value'> {
  label: string;
  value: string;
  onChange(value: string): void;
  hint?: string;
  problem?: string;
}
export function TextField({ label, value, onChange, hint, problem, required, ...rest }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} validationMessage={problem} required={required}>
      <Input {...rest} value={value} onChange={(_, data) => onChange(data.value)} />
    </Field>
  );
}
