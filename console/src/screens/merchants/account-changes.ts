import { api, bodyOf, type Schemas } from '../../api/client.js';
import type { Change } from '../../parts/change.js';

/** The changes of an account that are asked before they are made. */
export const accountChanges = (
  account: Schemas['Account'],
): Record<'suspend' | 'reactivate' | 'revokeTokens', Change> => {
  const { id, name, version } = account;
  const status =
    (to: 'suspend' | 'reactivate'): Change['send'] =>
    ({ query, header }) =>
      bodyOf(
        api.POST(`/api/admin/accounts/{account}/${to}`, {
          params: {
            path: { account: id },
            query,
            header: query.dryRun ? header : { ...header, 'If-Match': `"${String(version)}"` },
          },
          body: {},
        }),
      );
  return {
    suspend: { kind: 'suspend', of: name, typed: name, send: status('suspend') },
    reactivate: { kind: 'reactivate', of: name, typed: null, send: status('reactivate') },
    revokeTokens: {
      kind: 'revokeTokens',
      of: name,
      typed: name,
      send: (params) => bodyOf(api.POST('/api/admin/tokens/revoke', { params, body: { account: id } })),
    },
  };
};
