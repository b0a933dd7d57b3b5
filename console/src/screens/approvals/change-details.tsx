import { useQuery } from '@tanstack/react-query';
import { api, bodyOf, type Schemas } from '../../api/client.js';
import type { Preview } from '../../parts/change.js';
import { QueryView } from '../../parts/query-view.js';
import { AffectedByRemoval } from '../certificates/client-cas.js';
import { KeyPreview } from '../certificates/key-preview.js';
import type { Approval } from './states.js';
import { recordOf } from './subject.js';

interface ChangeDetailsProps {
  readonly approval: Approval;
  readonly preview: Preview;
}

/** Consequences that the dry run does not say in fields: the keys on their timeline, and who needs a client CA. */
export const ChangeDetails = ({ approval, preview }: ChangeDetailsProps) => {
  const { fingerprint } = recordOf(approval.input);
  if (approval.action === 'client-ca.remove' && typeof fingerprint === 'string')
    return <AffectedByRemoval fingerprint={fingerprint} isFresh />;
  if (approval.action.startsWith('key.')) return <Keys approval={approval} preview={preview} />;
  return null;
};

const Keys = ({ approval: { input }, preview }: ChangeDetailsProps) => {
  const query = useQuery({ queryKey: ['keys'], queryFn: () => bodyOf(api.GET('/api/admin/keys')) });
  return (
    <QueryView query={query}>
      {({ items }) => {
        const { algorithm, use } = affectedKeys(items, input, preview);
        return <KeyPreview keys={items} preview={preview} use={use} algorithm={algorithm} />;
      }}
    </QueryView>
  );
};

const algorithms = ['HS256', 'RS256', 'ES256'] as const;

type Affected = Pick<Schemas['SigningKey'], 'algorithm' | 'use'>;

/** Which keys a revocation, by the id of the key, or a rotation is about. */
const affectedKeys = (
  keys: readonly Schemas['SigningKey'][],
  input: unknown,
  { after }: Preview,
): Affected => {
  const revoked = keys.find(({ kid }) => kid === input);
  if (revoked) return revoked;
  const created = Object.values(recordOf(recordOf(after)['signing keys'])).map(recordOf);
  const named = created.map((key) => key['algorithm']);
  return {
    algorithm: algorithms.find((algorithm) => named.includes(algorithm)) ?? 'HS256',
    use: recordOf(input)['use'] === 'operator' ? 'operator' : 'merchant',
  };
};
