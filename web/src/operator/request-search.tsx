// Where a request ID is pasted.
import { Button, Field, Input, makeStyles, tokens } from '@fluentui/react-components';
import { SearchRegular } from '@fluentui/react-icons/svg/search';
import { useState, type FormEvent } from 'react';
import { useNavigate } from 'react-router';
import { useTexts } from '../texts/texts';
import { requestIdIn } from './request-id';

const useStyles = makeStyles({
  form: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) auto', gap: tokens.spacingHorizontalS, alignItems: 'start', maxWidth: '760px', '@media (max-width: 600px)': { gridTemplateColumns: 'minmax(0, 1fr)' } },
  button: { marginTop: '26px', '@media (max-width: 600px)': { marginTop: 0 } },  // beside the input, below its label
});

export function RequestSearch({ shown = '' }: { shown?: string }) {
  const styles = useStyles();
  const { operator } = useTexts();
  const navigate = useNavigate();
  const [text, setText] = useState(shown);
  const [wrong, setWrong] = useState(false);
  const look = (event: FormEvent) => {
    event.preventDefault();
    const id = requestIdIn(text);
    setWrong(id === null);
    if (id) {
      setText(id);
      void navigate(`/requests/${id}`);
    }
  };
  return (
    <form role="search" aria-label={operator.findRequest} className={styles.form} onSubmit={look}>
      <Field label={operator.requestId} hint={operator.requestIdHint} validationMessage={wrong ? operator.requestIdWrong : undefined}>
        <Input value={text} onChange={(_, data) => { setText(data.value); setWrong(false); }} placeholder="req_…" spellCheck={false} autoComplete="off" />
      </Field>
      <Button type="submit" appearance="primary" icon={<SearchRegular />} className={styles.button}>{operator.look}</Button>
    </form>
  );
}
