// The secret of a new API client or token, and how to use it.
import type { Schemas } from '../api/client';
import { CopyValue, ShownOnce } from '../components/shown-once';
import { useTexts } from '../texts/texts';

export type Made = { kind: 'clients'; made: Schemas['NewClient'] } | { kind: 'tokens'; made: Schemas['NewToken'] };

export function MadeAccess({ kind, made, onClose }: Made & { onClose(): void }) {
  const { access } = useTexts();
  const server = location.origin;
  if (kind === 'clients') {
    return (
      <ShownOnce
        title={access.clientMade(made.name)}
        once={access.clientOnce}
        values={[{ name: access.clientId, value: made.id }, { name: access.clientSecret, value: made.client_secret }]}
        onClose={onClose}
      >
        <CopyValue name={access.getToken} value={`curl -u ${made.id}:$CLIENT_SECRET -d grant_type=client_credentials ${server}/oauth2/token`} />
      </ShownOnce>
    );
  }
  return (
    <ShownOnce title={access.tokenMade(made.name)} once={access.tokenOnce} values={[{ name: access.token, value: made.token }]} onClose={onClose}>
      <CopyValue name={access.forCommandLine} value={`export MUSTER_SERVER=${server} MUSTER_TOKEN=${made.token}`} />
    </ShownOnce>
  );
}
