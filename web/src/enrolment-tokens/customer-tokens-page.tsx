// The enrolment tokens of a customer, as its partner sees them.
import { PageFrame } from '../components/page-frame';
import { useCustomerHere } from '../customers/customer-here';
import { useTexts } from '../texts/texts';
import { useEnrolmentTokens } from './enrolment-tokens';

export default function CustomerTokensPage() {
  const { enrolments } = useTexts();
  const here = useCustomerHere();
  const { commands, content } = useEnrolmentTokens(here.id, here.base);
  return <PageFrame title={enrolments.title} crumbs={here.crumbs} note={enrolments.note} commands={commands}>{content}</PageFrame>;
}
