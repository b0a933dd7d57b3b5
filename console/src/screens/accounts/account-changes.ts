import { api, bodyOf, type Schemas } from '../../api/client.js';
import { type Change, ifUnchanged } from '../../parts/change.js';

/** The changes of an account that are asked before they are made. */
export const accountChanges = (
  account: Schemas['Account'],
): Record<'suspend' | 'reactivate' | 'revokeTokens', Change> => {
  const { id, name } = account;
  const status =
    (to: 'suspend' | 'reactivate'): Change['send'] =>
    (sending) =>
      bodyOf(
        api.POST(`/api/admin/accounts/{account}/${to}`, {
          params: { path: { account: id }, ...ifUnchanged(sending, account) },
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
