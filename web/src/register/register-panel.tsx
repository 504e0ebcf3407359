// The fly-in that registers devices: files or one device, checked by the server first, then sent.
import { Button, makeStyles, Spinner, Tab, TabList, Text, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Schemas } from '../api/client';
import { ErrorView } from '../components/error-view';
import { FileDrop } from '../components/file-drop';
import { TextField, useSending } from '../components/form';
import { useNotify } from '../components/notices';
import { SidePanel } from '../components/side-panel';
import type { CustomerHere } from '../customers/customer-here';
import { useFormats, useTexts } from '../texts/texts';
import { withoutRows } from './csv-records';
import { ForecastView } from './forecast-view';
import { mergedFiles } from './merged-files';
import { isEnough, SingleDevice } from './single-device';
import { check, ofDevice, register as registerUpload, type Forecast, type Upload } from './upload';

const useStyles = makeStyles({
  ids: { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(180px, 1fr))', gap: tokens.spacingHorizontalM },
  note: { color: tokens.colorNeutralForeground2 },
});

export default function RegisterPanel({ customer, onClose }: { customer: CustomerHere; onClose(): void }) {
  const styles = useStyles();
  const { register, common } = useTexts();
  const formats = useFormats();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { notify } = useNotify();
  const sending = useSending();
  const [tab, setTab] = useState<'file' | 'single'>('file');
  const [files, setFiles] = useState<File[]>([]);
  const [device, setDevice] = useState<Schemas['NewDevice']>({});
  const [terms, setTerms] = useState({ orderId: '', purchaseId: '' });
  const [problem, setProblem] = useState('');
  const [checked, setChecked] = useState<{ upload: Upload; forecast: Forecast } | null>(null);

  const runCheck = () =>
    sending.run(async () => {
      setProblem('');
      const upload = tab === 'single' ? ofDevice(device) : await mergedFiles(files, register);
      if ('problem' in upload) setProblem(upload.problem);
      else setChecked({ upload, forecast: await check(customer.id, upload, terms) });
    });
  const send = (upload: Upload) =>
    sending.run(async () => {
      const batch = await registerUpload(customer.id, upload, terms);
      for (const key of ['batches', 'devices', 'device-counts']) void client.invalidateQueries({ queryKey: [key, customer.id] });
      notify(register.accepted);
      onClose();
      await navigate(`${customer.base}/uploads/${batch.id}`);
    });
  const sendGood = ({ upload, forecast }: { upload: Upload; forecast: Forecast }) =>
    sending.run(async () => {
      const text = withoutRows(upload.text ?? '', new Set(forecast.failed_rows.map((row) => row.row)));
      const good = { ...upload, body: text, text };
      const again = await check(customer.id, good, terms);
      // Somebody may have claimed one meanwhile: then it is shown anew, and nothing is sent.
      if (again.counts.failed > 0 || again.counts.registered !== forecast.counts.registered) setChecked({ upload: good, forecast: again });
      else await send(good);
    });

  const forecast = checked?.forecast;
  const canFilter = checked?.upload.text !== undefined && !forecast?.failed_rows_truncated;
  const footer = !checked ? (
    <>
      <Button appearance="primary" disabled={sending.busy || (tab === 'file' ? files.length === 0 : !isEnough(device))} onClick={() => void runCheck()}>{register.check}</Button>
      <Button onClick={onClose}>{common.cancel}</Button>
    </>
  ) : (
    <>
      {forecast && forecast.counts.failed === 0 && (
        <Button appearance="primary" disabled={sending.busy} onClick={() => void send(checked.upload)}>{formats.plural(forecast.counts.registered, register.submitGood)}</Button>
      )}
      {forecast && forecast.counts.failed > 0 && forecast.counts.registered > 0 && canFilter && (
        <Button appearance="primary" disabled={sending.busy} onClick={() => void sendGood(checked)}>{formats.plural(forecast.counts.registered, register.submitGood)}</Button>
      )}
      {forecast && forecast.counts.failed > 0 && forecast.counts.registered > 0 && (
        <Button disabled={sending.busy} onClick={() => void send(checked.upload)}>{register.registerAll}</Button>
      )}
      <Button disabled={sending.busy} onClick={() => { setChecked(null); sending.reset(); }}>{register.changeFile}</Button>
      <Button onClick={onClose}>{common.cancel}</Button>
    </>
  );
  return (
    <SidePanel open wide onClose={onClose} title={register.title} footer={footer}>
      <Text className={styles.note}>{register.for(customer.name)}</Text>
      {sending.error !== null && <ErrorView error={sending.error} />}
      {forecast ? (
        <ForecastView forecast={forecast} />
      ) : (
        <>
          <TabList selectedValue={tab} onTabSelect={(_, data) => setTab(data.value as 'file' | 'single')}>
            <Tab value="file">{register.file}</Tab>
            <Tab value="single">{register.single}</Tab>
          </TabList>
          {tab === 'file' ? (
            <FileDrop files={files} problem={problem} samples={(name) => !name.startsWith('directory')} onChange={(changed) => { setProblem(''); setFiles(changed); }} />
          ) : (
            <SingleDevice device={device} onChange={setDevice} />
          )}
          <div className={styles.ids}>
            <TextField label={`${register.orderId} (${common.optional})`} hint={register.idHint} value={terms.orderId} onChange={(orderId) => setTerms({ ...terms, orderId })} maxLength={256} />
            <TextField label={`${register.purchaseId} (${common.optional})`} value={terms.purchaseId} onChange={(purchaseId) => setTerms({ ...terms, purchaseId })} maxLength={256} />
          </div>
        </>
      )}
      {sending.busy && <Spinner label={checked ? common.loading : register.checking} />}
    </SidePanel>
  );
}
