// One entry: who did what to what, the values before and after, and the way on from there.
import { Button, makeStyles, Subtitle2, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import type { Schemas } from '../api/client';
import { CopyButton } from '../components/copy-button';
import { Facts } from '../components/facts';
import { RouteLink } from '../components/route-link';
import { SidePanel } from '../components/side-panel';
import { useFormats, useTexts } from '../texts/texts';
import { AuditValues } from './audit-values';
import type { AuditFilters } from './filters';

type Entry = Schemas['AuditEntry'];
const useStyles = makeStyles({
  mono: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200 },
  title: { margin: 0 },
});

interface Props {
  entry: Entry;
  onFilter(filters: AuditFilters): void;
  onClose(): void;
}

export function EntryPanel({ entry, onFilter, onClose }: Props) {
  const styles = useStyles();
  const { audit, common } = useTexts();
  const formats = useFormats();
  const { who, subject, request_id: requestId } = entry;
  const copied = (text: string, label?: string) => <span className={styles.mono}>{text}<CopyButton text={text} label={label} /></span>;
  const lines: [string, ReactNode][] = [
    [audit.at, formats.dateTime(entry.at)],
    [audit.who, who.person_id ? who.name : `${who.name} (${audit.program})`],
    [audit.organisation, who.organisation_name ?? common.none],
    [audit.subject, entry.subject_name ?? common.none],
  ];
  if (subject) lines.push([audit.subjectId, copied(subject)]);
  if (entry.address) lines.push([audit.address, entry.address]);
  if (requestId) {
    lines.push([audit.requestId, <span key="request">{copied(requestId, common.error.copyRequestId)}<br /><RouteLink to={`/requests/${requestId}`}>{audit.seeRequest}</RouteLink></span>]);
  }
  lines.push([audit.hash, copied(entry.hash)]);
  return (
    <SidePanel
      open
      onClose={onClose}
      title={audit.actions[entry.action] ?? entry.action}
      footer={
        <>
          {subject && <Button onClick={() => onFilter({ subject })}>{audit.sameSubject}</Button>}
          {who.person_id && <Button onClick={() => onFilter({ person_id: who.person_id ?? undefined })}>{audit.samePerson}</Button>}
          {requestId && <Button onClick={() => onFilter({ request_id: requestId })}>{audit.sameRequest}</Button>}
        </>
      }
    >
      <Subtitle2 as="h3" className={styles.title}>{audit.entry(formats.number(entry.number))}</Subtitle2>
      <AuditValues before={entry.before} after={entry.after} />
      <Facts items={lines} />
    </SidePanel>
  );
}
