// A customer's administrator accepts, as asked or narrowed, or declines.
import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api, type Schemas } from '../api/client';
import { ConfirmDialog } from '../components/confirm-dialog';
import { Form, useSending } from '../components/form';
import { useNotify } from '../components/notices';
import { RouteLink } from '../components/route-link';
import { relationshipsKey } from '../relationships/relationships';
import { useTexts } from '../texts/texts';

const useStyles = makeStyles({
  buttons: { display: 'flex', gap: tokens.spacingHorizontalS, flexWrap: 'wrap' },
  note: { color: tokens.colorNeutralForeground2 },
});

interface Props {
  link: string;
  request: Schemas['OpenedRelationshipRequest'];
  delegated: boolean;
  organisation: string;
}

export function RequestAnswer({ link, request, delegated, organisation }: Props) {
  const styles = useStyles();
  const { entry, relationships, common } = useTexts();
  const sending = useSending();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { notify } = useNotify();
  const [asking, setAsking] = useState(false);
  const [declined, setDeclined] = useState(false);
  if (declined) {
    return (
      <>
        <Text role="status">{entry.declined}</Text>
        <RouteLink to="/">{common.toHome}</RouteLink>
      </>
    );
  }
  return (
    <Form
      sending={sending}
      onSubmit={async () => {
        const accepted = await api.post('/api/v1/relationship-requests/accept', { body: { link, delegated_administration: delegated } });
        await client.invalidateQueries({ queryKey: relationshipsKey });
        notify(relationships.accepted(accepted.partner_name));
        await navigate(`/partners?relationship=${accepted.id}`, { replace: true });
      }}
    >
      <Text className={styles.note}>{entry.acceptFor(organisation)} {entry.acceptNothingYet}</Text>
      <div className={styles.buttons}>
        <Button type="submit" appearance="primary" disabled={sending.busy}>{entry.accept}</Button>
        <Button disabled={sending.busy} onClick={() => setAsking(true)}>{entry.decline}</Button>
      </div>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={entry.declineTitle(request.partner_name)}
        confirm={entry.decline}
        onConfirm={async () => {
          await api.post('/api/v1/relationship-requests/decline', { body: { link } });
          await client.invalidateQueries({ queryKey: relationshipsKey });
          setDeclined(true);
        }}
      >
        {entry.declineText}
      </ConfirmDialog>
    </Form>
  );
}
