// Search and filters in one line; what is typed counts after Enter or on leaving the field.
import { Button, Field, Input, makeStyles, tokens } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import { useState } from 'react';
import { SearchField } from '../components/search-field';
import { useTexts } from '../texts/texts';
import { isFiltered, type Filters } from './filters';

const useStyles = makeStyles({
  bar: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS, alignItems: 'end' },
  search: { width: '260px', '@media (max-width: 600px)': { width: '100%', maxWidth: '100%' } },
  input: { minWidth: 0 },
  field: { width: '160px', '@media (max-width: 600px)': { width: 'calc(50% - 4px)' } },
});

type TextFilter = 'serial_prefix' | 'order_id' | 'purchase_id' | 'group_tag';

function FilterField({ name, label, filters, onChange }: { name: TextFilter; label: string; filters: Filters; onChange(changed: Partial<Filters>): void }) {
  const styles = useStyles();
  const [text, setText] = useState(filters[name] ?? '');
  const commit = (value: string) => {
    if (value !== (filters[name] ?? '')) onChange({ [name]: value || undefined });
  };
  const rest = { value: text, onBlur: () => commit(text), onKeyDown: (event: { key: string }) => event.key === 'Enter' && commit(text) };
  if (name === 'serial_prefix') {
    return <SearchField {...rest} label={label} className={styles.search} onChange={(value) => { setText(value); if (!value) commit(''); }} />;
  }
  return (
    <Field label={label} size="small" className={styles.field}>
      <Input {...rest} size="medium" className={styles.input} onChange={(_, data) => setText(data.value)} />
    </Field>
  );
}

export function FilterBar({ filters, onChange }: { filters: Filters; onChange(changed: Partial<Filters>): void }) {
  const styles = useStyles();
  const { devices } = useTexts();
  return (
    <div role="search" aria-label={devices.filters} className={styles.bar}>
      <FilterField name="serial_prefix" label={devices.searchSerial} filters={filters} onChange={onChange} />
      <FilterField name="group_tag" label={devices.groupTag} filters={filters} onChange={onChange} />
      <FilterField name="order_id" label={devices.orderId} filters={filters} onChange={onChange} />
      <FilterField name="purchase_id" label={devices.purchaseId} filters={filters} onChange={onChange} />
      {isFiltered(filters) && (
        <Button
          appearance="subtle"
          icon={<DismissRegular />}
          onClick={() => onChange({ state: undefined, serial_prefix: undefined, group_tag: undefined, order_id: undefined, purchase_id: undefined, batch_id: undefined })}
        >
          {devices.clearFilters}
        </Button>
      )}
    </div>
  );
}
