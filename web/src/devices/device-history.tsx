// What became of a device: each change of its state, when it was in use, and who changed what of it.
import { Button, makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, type Schemas } from '../api/client';
import { pages } from '../api/queries';
import { ErrorView } from '../components/error-view';
import { Facts } from '../components/facts';
import { Loading } from '../components/loading';
import { useFormats, useTexts } from '../texts/texts';
import { PanelPart } from './panel-part';
import { SeenDays } from './seen-days';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column' },
  entry: {
    position: 'relative',
    paddingInlineStart: tokens.spacingHorizontalXL,
    paddingBottom: tokens.spacingVerticalM,
    borderInlineStartWidth: '2px',
    borderInlineStartStyle: 'solid',
    borderInlineStartColor: tokens.colorNeutralStroke2,
    marginInlineStart: '5px',
    ':last-child': { borderInlineStartColor: 'transparent', paddingBottom: 0 },
    '::before': { content: '""', position: 'absolute', insetInlineStart: '-7px', top: '4px', width: '12px', height: '12px', borderRadius: tokens.borderRadiusCircular, backgroundColor: tokens.colorNeutralForeground3, forcedColorAdjust: 'none' },
  },
  good: { '::before': { backgroundColor: tokens.colorPaletteGreenForeground1 } },
  bad: { '::before': { backgroundColor: tokens.colorPaletteRedForeground1 } },
  note: { color: tokens.colorNeutralForeground3, display: 'block', overflowWrap: 'anywhere' },
  mono: { fontFamily: tokens.fontFamilyMonospace },
  change: { display: 'block', overflowWrap: 'anywhere' },
});

type Event = Schemas['DeviceEvent'];
type Path = { customer_id: string; device_id: string };

/// The organisation is told where the name is not.
function whoOf(who: { name: string | null; organisation_name: string | null } | null): string {
  return [who?.name, who?.organisation_name].filter(Boolean).join(' · ');
}

function HistoryEntry({ event }: { event: Event }) {
  const styles = useStyles();
  const { devices, errors } = useTexts();
  const formats = useFormats();
  const good = event.event === 'registered' || event.event.startsWith('enrol');
  const bad = event.event === 'failed' || event.event === 'cancelled' || event.event === 'removed';
  const who = whoOf(event.who);
  return (
    <li className={mergeClasses(styles.entry, good && styles.good, bad && styles.bad)}>
      <Text weight="semibold">{devices.events[event.event]}</Text>
      {event.error && <Text>{`: ${errors.rows[event.error.code].title}`}</Text>}
      <Text size={200} className={styles.note}>{event.exact ? formats.dateTime(event.at) : devices.atTheLatest(formats.dateTime(event.at))}{who && ` · ${who}`}</Text>
      {event.request_id && <Text size={200} className={mergeClasses(styles.note, styles.mono)}>{event.request_id}</Text>}
    </li>
  );
}

function Changes({ before, after }: { before: object; after: object }) {
  const styles = useStyles();
  const { common } = useTexts();
  const was = before as Record<string, unknown>;
  const is = after as Record<string, unknown>;
  const text = (value: unknown) => (value === undefined || value === null || value === '' ? common.none : String(value));
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].map((name) => (
    <Text key={name} size={200} className={styles.change}>{`${name}: ${text(was[name])} → ${text(is[name])}`}</Text>
  ));
}

function Audit({ path }: { path: Path }) {
  const styles = useStyles();
  const { devices, common } = useTexts();
  const formats = useFormats();
  const { data, error, hasNextPage, fetchNextPage, isFetching } = useInfiniteQuery(
    pages(['devices', path.customer_id, 'audit', path.device_id], (cursor, signal) => api.get('/api/v1/customers/{customer_id}/devices/{device_id}/audit', { path, query: { cursor, limit: 10 }, signal })),
  );
  if (error && !data) return <ErrorView error={error} />;
  const entries = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <PanelPart title={devices.audit}>
      {data && entries.length === 0 && <Text>{devices.auditNone}</Text>}
      <ul className={styles.list}>
        {entries.map((entry) => (
          <li key={`${entry.organisation_id} ${entry.number}`} className={styles.entry}>
            <Text weight="semibold">{devices.actions[entry.action as keyof typeof devices.actions] ?? entry.action}</Text>
            {entry.action === 'device.changed' && <Changes before={entry.before} after={entry.after} />}
            <Text size={200} className={styles.note}>{[formats.dateTime(entry.at), whoOf(entry.who)].filter(Boolean).join(' · ')}</Text>
            {entry.request_id && <Text size={200} className={mergeClasses(styles.note, styles.mono)}>{entry.request_id}</Text>}
          </li>
        ))}
      </ul>
      {hasNextPage && <span><Button disabled={isFetching} onClick={() => void fetchNextPage()}>{common.more}</Button></span>}
    </PanelPart>
  );
}

function CheckIns({ path }: { path: Path }) {
  const { devices, common } = useTexts();
  const formats = useFormats();
  const { data, error } = useQuery({
    queryKey: ['devices', path.customer_id, 'check-ins', path.device_id],
    queryFn: () => api.get('/api/v1/customers/{customer_id}/devices/{device_id}/check-ins', { path }),
  });
  if (error && !data) return <ErrorView error={error} />;
  if (!data) return null;
  return (
    <PanelPart title={devices.checkIns}>
      {data.last_at === null ? (
        <Text>{devices.neverSeen}</Text>
      ) : (
        <>
          <Facts
            items={[
              [devices.firstSeen, formats.dateTime(data.first_at)],
              [devices.lastSeen, formats.dateTime(data.last_at)],
              [devices.signedBy, data.key ? devices.ownKey(formats.dateTime(data.key.since)) : common.none],
              [devices.keyPlace, data.key ? devices.keyPlaces[data.key.place] : common.none],
            ]}
          />
          <SeenDays days={data.days} until={data.last_at} />
        </>
      )}
    </PanelPart>
  );
}

export function DeviceHistory({ customer, id }: { customer: string; id: string }) {
  const styles = useStyles();
  const { devices } = useTexts();
  const path = { customer_id: customer, device_id: id };
  const { data, error } = useQuery({
    queryKey: ['devices', customer, 'history', id],
    queryFn: () => api.get('/api/v1/customers/{customer_id}/devices/{device_id}/history', { path }),
  });
  return (
    <>
      <PanelPart title={devices.history}>
        {error && !data ? <ErrorView error={error} /> : !data ? <Loading /> : (
          <ul className={styles.list}>
            {[...data.items].reverse().map((event, i) => <HistoryEntry key={`${event.at} ${event.event} ${i}`} event={event} />)}
          </ul>
        )}
      </PanelPart>
      <CheckIns path={path} />
      <Audit path={path} />
    </>
  );
}
