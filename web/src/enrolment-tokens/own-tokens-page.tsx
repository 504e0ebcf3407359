// The enrolment tokens of one's own organisation.
import { OrganisationFrame } from '../organisation/organisation-frame';
import { useOrganisationHere } from '../organisation/organisation-here';
import { useTexts } from '../texts/texts';
import { useEnrolmentTokens } from './enrolment-tokens';

export default function OwnTokensPage() {
  const { enrolments } = useTexts();
  const here = useOrganisationHere();
  const { commands, content } = useEnrolmentTokens(here.id, '');
  return <OrganisationFrame section={enrolments.title} note={enrolments.note} commands={commands}>{content}</OrganisationFrame>;
}
