// The audit logs of every organisation, for the operator.
import { PageFrame } from '../components/page-frame';
import { useTexts } from '../texts/texts';
import { useAuditLog } from './audit-log';

export default function AllAuditPage() {
  const { audit } = useTexts();
  const { commands, content } = useAuditLog(undefined);
  return <PageFrame title={audit.title} note={audit.allNote} commands={commands}>{content}</PageFrame>;
}
