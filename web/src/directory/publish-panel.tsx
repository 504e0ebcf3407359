// The fly-in that publishes devices: files or one device, checked by the server first, then sent.
import { Button, Field, makeStyles, Spinner, Tab, TabList, Text, Textarea, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorView } from '../components/error-view';
import { FileDrop } from '../components/file-drop';
import { TextField, useSending } from '../components/form';
import { useNotify } from '../components/notices';
import { SidePanel } from '../components/side-panel';
import { mergedFiles } from '../register/merged-files';
import { useFormats, useTexts } from '../texts/texts';
import { isEnough, ofEntry, publish, type NewEntry, type Publication, type PublicationBody } from './publication';
import { PublicationView } from './publication-view';

const useStyles = makeStyles({
  fields: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  note: { color: tokens.colorNeutralForeground2 },
});

function OneEntry({ entry, onChange }: { entry: NewEntry; onChange(entry: NewEntry): void }) {
  const styles = useStyles();
  const { directory, register } = useTexts();
  const field = (name: keyof NewEntry) => ({ value: entry[name] ?? '', onChange: (value: string) => onChange({ ...entry, [name]: value }) });
  return (
    <div className={styles.fields}>
      <TextField label={directory.manufacturer} {...field('manufacturer')} maxLength={256} />
      <TextField label={directory.model} {...field('model')} maxLength={256} />
      <TextField label={directory.serial} {...field('serial_number')} maxLength={128} />
      <TextField label={directory.productId} {...field('product_id')} maxLength={64} />
      <Field label={directory.hash} hint={register.hashHint}>
        <Textarea value={entry.hardware_hash ?? ''} rows={3} onChange={(_, data) => onChange({ ...entry, hardware_hash: data.value })} />
      </Field>
    </div>
  );
}

export default function PublishPanel({ supplier, onClose }: { supplier: string; onClose(): void }) {
  const styles = useStyles();
  const { directory, register, common } = useTexts();
  const formats = useFormats();
  const client = useQueryClient();
  const { notify } = useNotify();
  const sending = useSending();
  const [tab, setTab] = useState<'file' | 'single'>('file');
  const [files, setFiles] = useState<File[]>([]);
  const [entry, setEntry] = useState<NewEntry>({});
  const [problem, setProblem] = useState('');
  const [checked, setChecked] = useState<{ body: PublicationBody; foretold: Publication } | null>(null);

  const check = () =>
    sending.run(async () => {
      setProblem('');
      const body = tab === 'single' ? ofEntry(entry) : await mergedFiles(files, register);
      if ('problem' in body) setProblem(body.problem);
      else setChecked({ body, foretold: await publish(supplier, body, true) });
    });
  const send = (body: PublicationBody) =>
    sending.run(async () => {
      const done = await publish(supplier, body, false);
      await client.invalidateQueries({ queryKey: ['directory', supplier] });
      notify(formats.plural(done.published, directory.donePublished), done.refused > 0 ? formats.plural(done.refused, directory.doneRefused) : undefined);
      onClose();
    });
  const footer = !checked ? (
    <>
      <Button appearance="primary" disabled={sending.busy || (tab === 'file' ? files.length === 0 : !isEnough(entry))} onClick={() => void check()}>{directory.check}</Button>
      <Button onClick={onClose}>{common.cancel}</Button>
    </>
  ) : (
    <>
      {checked.foretold.published > 0 && (
        <Button appearance="primary" disabled={sending.busy} onClick={() => void send(checked.body)}>{formats.plural(checked.foretold.published, directory.publishCount)}</Button>
      )}
      <Button disabled={sending.busy} onClick={() => { setChecked(null); sending.reset(); }}>{register.changeFile}</Button>
      <Button onClick={onClose}>{common.cancel}</Button>
    </>
  );
  return (
    <SidePanel open wide onClose={onClose} title={directory.publish} footer={footer}>
      {sending.error !== null && <ErrorView error={sending.error} />}
      {checked ? (
        <PublicationView foretold={checked.foretold} />
      ) : (
        <>
          <Text className={styles.note}>{directory.intro}</Text>
          <TabList selectedValue={tab} onTabSelect={(_, data) => setTab(data.value as 'file' | 'single')}>
            <Tab value="file">{directory.tabFile}</Tab>
            <Tab value="single">{directory.tabSingle}</Tab>
          </TabList>
          {tab === 'file' ? (
            <FileDrop files={files} problem={problem} samples={(name) => name.startsWith('directory')} onChange={(changed) => { setProblem(''); setFiles(changed); }} />
          ) : (
            <OneEntry entry={entry} onChange={setEntry} />
          )}
        </>
      )}
      {sending.busy && <Spinner label={checked ? directory.publishing : directory.checking} />}
    </SidePanel>
  );
}
