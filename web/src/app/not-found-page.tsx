import { Text } from '@fluentui/react-components';
import { PageFrame } from '../components/page-frame';
import { RouteLink } from '../components/route-link';
import { useTexts } from '../texts/texts';

export default function NotFoundPage() {
  const { common } = useTexts();
  return (
    <PageFrame title={common.notFound}>
      <Text>{common.notFoundAdvice}</Text>
      <RouteLink to="/">{common.toHome}</RouteLink>
    </PageFrame>
  );
}
