import { Text } from '@fluentui/react-components';
import { EntryFrame } from '../components/entry-frame';
import { RouteLink } from '../components/route-link';
import { useTexts } from '../texts/texts';

export function LinkMissing() {
  const { entry } = useTexts();
  return (
    <EntryFrame title={entry.linkMissing}>
      <Text>{entry.linkMissingAdvice}</Text>
      <RouteLink to="/sign-in">{entry.signIn}</RouteLink>
    </EntryFrame>
  );
}
