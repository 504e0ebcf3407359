// The fly-in that registers devices: files or one device, checked by the server first, then sent.
import { Button, makeStyles, MessageBar, MessageBarBody, Spinner, Tab, TabList, Text, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Schemas } from '../api/client';
import { ConfirmDialog } from '../components/confirm-dialog';
import { ErrorView } from '../components/error-view';
import { FileDrop } from '../components/file-drop';
import { TextField, useSending } from '../components/form';
import { useNotify } from '../components/notices';
import { SidePanel } from '../components/side-panel';
import type { CustomerHere } from '../customers/customer-here';
import { useFormats, useTexts } from '../texts/texts';
import { withoutFailed, withoutRows } from './csv-records';
import { ForecastView } from './forecast-view';
import { mergedFiles } from './merged-files';
import { isEnough, SingleDevice } from './single-device';
import { SendingFile } from './sending-file';
import { check, checkEach, ofDevice, register as registerUpload, type Forecast, type Upload } from './upload';

const useStyles = makeStyles({
  ids: { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(180px, 1fr))', gap: tokens.spacingHorizontalM, alignItems: 'start' },
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
  const [onTheWay, setOnTheWay] = useState<{ share: number; stop: AbortController } | null>(null);
  const [leaving, setLeaving] = useState(false);
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
      const stop = new AbortController();
      setOnTheWay({ share: 0, stop });
      const batch = await registerUpload(customer.id, upload, terms, { signal: stop.signal, onProgress: (share) => setOnTheWay({ share, stop }) }).finally(() => setOnTheWay(null));
      for (const key of ['batches', 'devices', 'device-counts']) void client.invalidateQueries({ queryKey: [key, customer.id] });
      notify(register.accepted);
      onClose();
      await navigate(`${customer.base}/uploads/${batch.id}`);
    });
  const sendGood = ({ upload, forecast }: { upload: Upload; forecast: Forecast }) =>
    sending.run(async () => {
      const text = forecast.failed_rows_truncated
        ? withoutFailed(upload.text ?? '', await checkEach(customer.id, upload, terms))
        : withoutRows(upload.text ?? '', new Set(forecast.failed_rows.map((row) => row.row)));
      if (text === undefined) return setProblem(register.cannotTakeOut);
      const good = { ...upload, body: text, text };
      const again = await check(customer.id, good, terms);
      // Somebody may have claimed one meanwhile: then it is shown anew, and nothing is sent.
      if (again.counts.failed > 0 || again.counts.registered !== forecast.counts.registered) setChecked({ upload: good, forecast: again });
      else await send(good);
    });

  const close = () => (onTheWay ? setLeaving(true) : onClose());
  const forecast = checked?.forecast;
  const canFilter = checked?.upload.text !== undefined;
  const footer = !checked ? (
    <>
      <Button appearance="primary" disabled={sending.busy || (tab === 'file' ? files.length === 0 : !isEnough(device))} onClick={() => void runCheck()}>{register.check}</Button>
      <Button onClick={close}>{common.cancel}</Button>
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
      <Button onClick={close}>{common.cancel}</Button>
    </>
  );
  return (
    <SidePanel open wide onClose={close} title={register.title} footer={footer}>
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
      {forecast && problem && <MessageBar intent="error" layout="multiline" role="alert"><MessageBarBody>{problem}</MessageBarBody></MessageBar>}
      {onTheWay ? <SendingFile share={onTheWay.share} /> : sending.busy && <Spinner label={register.checking} />}
      <ConfirmDialog
        open={leaving && onTheWay !== null}
        onClose={() => setLeaving(false)}
        title={register.stopTitle}
        confirm={register.stop}
        onConfirm={async () => {
          onTheWay?.stop.abort();
          onClose();
        }}
      >
        <Text>{register.stopText}</Text>
      </ConfirmDialog>
    </SidePanel>
  );
}
