// Time, action, person, thing and request in one line; what is typed counts after Enter or on leaving the field.
import { Button, Field, Input, makeStyles, Select, tokens } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import { useState } from 'react';
import type { Schemas } from '../api/client';
import { useTexts } from '../texts/texts';
import { isAuditFiltered, type AuditFilters } from './filters';

const useStyles = makeStyles({
  bar: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS, alignItems: 'end' },
  field: { width: '176px', '@media (max-width: 600px)': { width: 'calc(50% - 4px)' } },
  control: { minWidth: 0, width: '100%' },
});

interface FieldProps {
  label: string;
  type?: 'text' | 'datetime-local';
  value: string | undefined;
  onCommit(value: string | undefined): void;
}

function TypedField({ label, type = 'text', value, onCommit }: FieldProps) {
  const styles = useStyles();
  const [text, setText] = useState(value ?? '');
  const commit = () => {
    if (text.trim() !== (value ?? '')) onCommit(text.trim() || undefined);
  };
  return (
    <Field label={label} size="small" className={styles.field}>
      <Input className={styles.control} type={type} value={text} onChange={(_, data) => setText(data.value)} onBlur={commit} onKeyDown={(event) => event.key === 'Enter' && commit()} />
    </Field>
  );
}

interface Props {
  filters: AuditFilters;
  people: Schemas['Member'][];
  onChange(changed: Partial<AuditFilters>): void;
}

export function AuditFilterBar({ filters, people, onChange }: Props) {
  const styles = useStyles();
  const { audit } = useTexts();
  const known = filters.action === undefined || filters.action in audit.areas;
  const person = people.some((member) => member.person.id === filters.person_id) ? undefined : filters.person_id;
  return (
    <div role="search" aria-label={audit.filters} className={styles.bar}>
      <TypedField key={`from ${filters.from}`} label={audit.from} type="datetime-local" value={filters.from} onCommit={(from) => onChange({ from })} />
      <TypedField key={`until ${filters.until}`} label={audit.until} type="datetime-local" value={filters.until} onCommit={(until) => onChange({ until })} />
      <Field label={audit.action} size="small" className={styles.field}>
        <Select className={styles.control} value={filters.action ?? ''} onChange={(_, data) => onChange({ action: data.value || undefined })}>
          <option value="">{audit.anything}</option>
          {!known && <option value={filters.action}>{audit.actions[filters.action ?? ''] ?? filters.action}</option>}
          {Object.entries(audit.areas).map(([area, text]) => <option key={area} value={area}>{text}</option>)}
        </Select>
      </Field>
      {(people.length > 0 || person) && (
        <Field label={audit.who} size="small" className={styles.field}>
          <Select className={styles.control} value={filters.person_id ?? ''} onChange={(_, data) => onChange({ person_id: data.value || undefined })}>
            <option value="">{audit.anybody}</option>
            {person && <option value={person}>{person}</option>}
            {people.map((member) => <option key={member.person.id} value={member.person.id}>{member.person.name}</option>)}
          </Select>
        </Field>
      )}
      <TypedField key={`subject ${filters.subject}`} label={audit.subjectId} value={filters.subject} onCommit={(subject) => onChange({ subject })} />
      <TypedField key={`request ${filters.request_id}`} label={audit.requestId} value={filters.request_id} onCommit={(request_id) => onChange({ request_id })} />
      {isAuditFiltered(filters) && (
        <Button
          appearance="subtle"
          icon={<DismissRegular />}
          onClick={() => onChange({ action: undefined, subject: undefined, request_id: undefined, person_id: undefined, from: undefined, until: undefined })}
        >
          {audit.clear}
        </Button>
      )}
    </div>
  );
}
