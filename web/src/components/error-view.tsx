// Says what happened, what to do next, and the request ID that support asks for.
import { Button, makeStyles, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { ApiError } from '../api/problem';
import { installationQuery } from '../api/session';
import { useTexts } from '../texts/texts';
import { CopyButton } from './copy-button';

const useStyles = makeStyles({
  bar: { maxWidth: '760px' },
  line: { display: 'block', marginTop: tokens.spacingVerticalXS },
  id: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, overflowWrap: 'anywhere' },
});

/// What was wrong. The detail repeats the one thing that is wrong with a form, or counts several.
function detailsOf({ code, detail, items }: ApiError): string[] {
  const told = code === 'validation_failed' && items.length > 0 ? [] : [detail];
  return [...told, ...items.map((item) => item.message)].filter((text, i, all) => text && all.findIndex((other) => other.includes(text)) === i);
}

/// What people read of an error: of ours with the server's own words, of others that the page failed.
export function useErrorText(error: unknown): { title: string; detail: string; advice: string; requestId: string } {
  const { common, errors } = useTexts();
  if (error instanceof ApiError) {
    if (error.code === 'offline') return { title: common.error.offline, detail: '', advice: common.error.offlineAdvice, requestId: '' };
    if (error.code === 'unreadable') return { title: common.error.unreadable, detail: `HTTP ${error.status}`, advice: common.error.unreadableAdvice, requestId: error.requestId };
    return {
      title: errors.titled(error.code, error.title) || common.error.title,
      detail: detailsOf(error).map(errors.said).join(' '),
      advice: errors.advised(error.code, error.advice),
      requestId: error.requestId,
    };
  }
  return { title: common.error.page, detail: error instanceof Error ? error.message : '', advice: common.error.pageAdvice, requestId: '' };
}

export function ErrorView({ error, retry }: { error: unknown; retry?: () => void }) {
  const styles = useStyles();
  const { common } = useTexts();
  const { title, detail, advice, requestId } = useErrorText(error);
  const { data: installation } = useQuery({ ...installationQuery, enabled: false });
  const contact = installation?.support_contact;
  return (
    <MessageBar intent="error" layout="multiline" className={styles.bar} role="alert">
      <MessageBarBody>
        <MessageBarTitle>{title}</MessageBarTitle>
        {detail && <span className={styles.line}>{detail}</span>}
        {advice && <span className={styles.line}>{advice}</span>}
        {requestId && (
          <span className={styles.line}>
            {common.error.requestId}: <span className={styles.id}>{requestId}</span>
            <CopyButton text={requestId} label={common.error.copyRequestId} />
          </span>
        )}
        {requestId && contact && <span className={styles.line}>{common.error.support(contact)}</span>}
      </MessageBarBody>
      {retry && (
        <MessageBarActions>
          <Button onClick={retry}>{common.retry}</Button>
        </MessageBarActions>
      )}
    </MessageBar>
  );
}
