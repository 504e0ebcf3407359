// The audit log of one organisation.
import { OrganisationFrame } from '../organisation/organisation-frame';
import { useOrganisationHere } from '../organisation/organisation-here';
import { useTexts } from '../texts/texts';
import { useAuditLog } from './audit-log';

export default function OrganisationAuditPage() {
  const { audit } = useTexts();
  const here = useOrganisationHere();
  const { commands, content } = useAuditLog(here.id);
  return <OrganisationFrame section={audit.title} note={audit.note} commands={commands}>{content}</OrganisationFrame>;
}
