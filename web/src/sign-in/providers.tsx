// The identity providers that people may sign in through.
import { Button, Divider, makeStyles, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { api } from '../api/client';
import { kept } from '../app/destination';
import { useTexts } from '../texts/texts';

const useStyles = makeStyles({
  providers: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
});

export function Providers({ destination }: { destination: string }) {
  const styles = useStyles();
  const { entry } = useTexts();
  const { data } = useQuery({ queryKey: ['sign-in-providers'], queryFn: () => api.get('/api/v1/sign-in-providers'), retry: false });
  if (!data?.items.length) return null;
  return (
    <div className={styles.providers}>
      <Divider>{entry.or}</Divider>
      {data.items.map((provider) => (
        <Button key={provider.id} as="a" href={`/oidc/${encodeURIComponent(provider.id)}/start`} onClick={() => kept.put(destination)}>{entry.signInWith(provider.name)}</Button>
      ))}
    </div>
  );
}
