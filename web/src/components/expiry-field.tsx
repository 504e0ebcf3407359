// When something stops to be good: a choice of spans, `d30` for 30 days, or `never`.
import { Field, Select } from '@fluentui/react-components';

export type Span = `d${number}` | 'never';

export function expiryOf(span: Span, now = Date.now()): string | null {
  return span === 'never' ? null : new Date(now + Number(span.slice(1)) * 86_400_000).toISOString();
}

interface Props<Spans extends Partial<Record<Span, string>>> {
  label: string;
  hint?: string;
  spans: Spans;
  value: keyof Spans & Span;
  onChange(value: keyof Spans & Span): void;
  problem?: string;
}

export function ExpiryField<Spans extends Partial<Record<Span, string>>>({ label, hint, spans, value, onChange, problem }: Props<Spans>) {
  return (
    <Field label={label} hint={hint} validationMessage={problem}>
      <Select value={value} onChange={(_, data) => onChange(data.value as keyof Spans & Span)}>
        {Object.entries(spans).map(([span, text]) => <option key={span} value={span}>{text as string}</option>)}
      </Select>
    </Field>
  );
}
