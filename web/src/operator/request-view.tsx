// What became of a request: its outcome, who asked, what it changed, its uploads, and what the log says.
import { Badge, makeStyles, MessageBar, MessageBarBody, MessageBarTitle, Subtitle2, Text, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import type { Schemas } from '../api/client';
import { useMe } from '../api/session';
import { AuditValues } from '../audit/audit-values';
import { BatchProgress } from '../batches/batch-progress';
import { CopyButton } from '../components/copy-button';
import { Facts } from '../components/facts';
import { JsonText } from '../components/json-text';
import { RouteLink } from '../components/route-link';
import { Section } from '../components/section';
import { useFormats, useTexts } from '../texts/texts';

const useStyles = makeStyles({
  grid: { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 420px), 1fr))', gap: tokens.spacingHorizontalL, alignItems: 'start' },
  mono: { fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere' },
  line: { display: 'block', marginTop: tokens.spacingVerticalXS },
  title: { margin: 0 },
  none: { color: tokens.colorNeutralForeground3 },
});

type Request = Schemas['RequestRecord'];

function Change({ change }: { change: Request['changes'][number] }) {
  const styles = useStyles();
  const { audit } = useTexts();
  const name = change.subject_name ?? change.subject;
  return (
    <>
      <Subtitle2 as="h3" className={styles.title}>{audit.actions[change.action] ?? change.action}{name && `: ${name}`}</Subtitle2>
      <AuditValues before={change.before} after={change.after} />
    </>
  );
}

export function RequestView({ request }: { request: Request }) {
  const styles = useStyles();
  const { operator, common, batches, errors } = useTexts();
  const detail = request.problem?.detail && errors.said(request.problem.detail);
  const formats = useFormats();
  const { organisation: own } = useMe();
  const failed = request.status >= 400;
  const { problem, who } = request;
  const uploadOf = (batch: Schemas['Batch']) => (own.id === batch.customer_id ? `/uploads/${batch.id}` : `/customers/${batch.customer_id}/uploads/${batch.id}`);
  const auditOf = own.kind === 'operator' ? '/audit' : '/organisation/audit';
  const asker: ReactNode = who === null ? operator.nobodySignedIn : own.kind === 'operator'
    ? <>{who.name} · <RouteLink to={`/organisations/${who.organisation_id}`}>{who.organisation_name ?? who.organisation_id}</RouteLink></>
    : `${who.name} · ${who.organisation_name ?? ''}`;
  return (
    <>
      {problem && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>{errors.titled(problem.code, problem.title ?? problem.code)}</MessageBarTitle>
            {/* What only programs are told is English in every language. */}
            {detail && <span className={styles.line} lang={detail === problem.detail ? 'en' : undefined}>{detail}</span>}
            {problem.advice && <span className={styles.line}>{operator.advice}: {errors.advised(problem.code, problem.advice)}</span>}
          </MessageBarBody>
        </MessageBar>
      )}
      <div className={styles.grid}>
        <Section title={operator.request}>
          <Facts
            items={[
              [operator.went, <Badge key="went" appearance="tint" color={failed ? 'danger' : 'success'}>{failed ? operator.failed : operator.succeeded} · {request.status}</Badge>],
              [operator.requestId, <span key="id" className={styles.mono}>{request.request_id}<CopyButton text={request.request_id} label={common.error.copyRequestId} /></span>],
              ...(problem ? [[operator.code, <span key="code" className={styles.mono}>{problem.code}</span>] as [string, ReactNode]] : []),
              [operator.asked, <span key="asked" className={styles.mono}>{request.method} {request.path}</span>],
              [operator.who, asker],
              [operator.address, request.address ?? common.none],
              [operator.at, formats.dateTime(request.at)],
              [operator.took, operator.milliseconds(formats.number(Math.round(request.duration_ms * 10) / 10))],
            ]}
          />
        </Section>
        <Section title={operator.changes}>
          {request.changes.length === 0 && <Text className={styles.none}>{operator.noChanges}</Text>}
          {request.changes.map((change, i) => <Change key={i} change={change} />)}
          {request.changes.length > 0 && <RouteLink to={`${auditOf}?request_id=${request.request_id}`}>{operator.inAudit}</RouteLink>}
        </Section>
        {request.batches.length > 0 && (
          <Section title={operator.batches}>
            {request.batches.map((batch) => (
              <div key={batch.id}>
                <RouteLink to={uploadOf(batch)}>{batch.file_name || batches.noName}</RouteLink> · {batches.states[batch.state]}
                <BatchProgress batch={batch} words />
              </div>
            ))}
          </Section>
        )}
        <Section title={operator.log}>
          {request.log.length === 0 ? <Text className={styles.none}>{operator.noLog}</Text> : request.log.map((line, i) => <JsonText key={i} label={`${operator.log} ${i + 1}`} value={line} />)}
        </Section>
      </div>
    </>
  );
}
