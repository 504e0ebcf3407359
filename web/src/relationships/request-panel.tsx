// A partner asks for a relationship: what it asks for, in plain words; then the link and an e-mail to send.
import { Button, Field, Input, Link, makeStyles, MessageBar, MessageBarBody, Radio, RadioGroup, Text, Textarea, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Schemas } from '../api/client';
import { CopyButton } from '../components/copy-button';
import { ErrorView } from '../components/error-view';
import { useSending } from '../components/form';
import { SidePanel } from '../components/side-panel';
import { useFormats, useTexts } from '../texts/texts';
import { useGrants } from './grants';
import { relationshipsKey } from './relationships';

const useStyles = makeStyles({
  label: { display: 'block' },
  note: { display: 'block', color: tokens.colorNeutralForeground2 },
  part: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  mono: { fontFamily: tokens.fontFamilyMonospace },
  text: { '> textarea': { maxHeight: 'none' } },
  buttons: { display: 'flex', gap: tokens.spacingHorizontalM, flexWrap: 'wrap', alignItems: 'center' },
});

function Made({ made }: { made: Schemas['RelationshipRequest'] }) {
  const styles = useStyles();
  const { relationships } = useTexts();
  const formats = useFormats();
  const { relationship, link } = made;
  const date = formats.date(relationship.expires_at);
  const can = useGrants(relationship.delegated_administration).map((line) => `- ${line}`).join('\n');
  const subject = relationships.emailSubject(relationship.partner_name);
  const body = relationships.emailBody(relationship.partner_name, can, link, date);
  return (
    <>
      <MessageBar intent="success" layout="multiline" role="status"><MessageBarBody>{relationships.made}</MessageBarBody></MessageBar>
      <div className={styles.part}>
        <Field label={relationships.link} hint={relationships.linkOnce(date)}>
          <Input readOnly value={link} className={styles.mono} onFocus={(event) => event.target.select()} />
        </Field>
        <span><CopyButton text={link} label={relationships.copyLink} showLabel /></span>
      </div>
      <div className={styles.part}>
        <Text weight="semibold">{relationships.email}</Text>
        <Field label={relationships.subject}><Input readOnly value={subject} /></Field>
        <Field label={relationships.body}><Textarea readOnly value={body} rows={14} className={styles.text} /></Field>
        <span className={styles.buttons}>
          <CopyButton text={`${subject}\n\n${body}`} label={relationships.copyEmail} showLabel />
          <Link href={`mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`}>{relationships.openEmail}</Link>
        </span>
      </div>
    </>
  );
}

export default function RequestPanel({ onClose }: { onClose(): void }) {
  const styles = useStyles();
  const { relationships, common } = useTexts();
  const client = useQueryClient();
  const sending = useSending();
  const [delegated, setDelegated] = useState(true);
  const [made, setMade] = useState<Schemas['RelationshipRequest'] | null>(null);
  const request = () =>
    sending.run(async () => {
      setMade(await api.post('/api/v1/relationship-requests', { body: { delegated_administration: delegated } }));
      await client.invalidateQueries({ queryKey: relationshipsKey });
    });
  const option = (title: string, text: string) => (
    <>
      <Text weight="semibold" className={styles.label}>{title}</Text>
      <Text size={200} className={styles.note}>{text}</Text>
    </>
  );
  const footer = made ? (
    <Button appearance="primary" onClick={onClose}>{common.done}</Button>
  ) : (
    <>
      <Button appearance="primary" disabled={sending.busy} onClick={() => void request()}>{relationships.request}</Button>
      <Button onClick={onClose}>{common.cancel}</Button>
    </>
  );
  return (
    <SidePanel open stays={made !== null} onClose={onClose} title={relationships.request} footer={footer}>
      {sending.error !== null && <ErrorView error={sending.error} />}
      {made ? (
        <Made made={made} />
      ) : (
        <>
          <Text className={styles.note}>{relationships.requestIntro}</Text>
          <Field label={relationships.choice}>
            <RadioGroup value={delegated ? 'yes' : 'no'} onChange={(_, data) => setDelegated(data.value === 'yes')}>
              <Radio value="yes" label={option(relationships.delegatedAsk, relationships.delegatedAskText)} />
              <Radio value="no" label={option(relationships.plainAsk, relationships.plainAskText)} />
            </RadioGroup>
          </Field>
          <Text className={styles.note}>{relationships.never}</Text>
        </>
      )}
    </SidePanel>
  );
}
