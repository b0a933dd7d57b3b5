import { api, bodyOf } from '../../api/client.js';
import { type Change, typedDigits } from '../../parts/change.js';

/** Revokes one token. */
export const revokeToken = (tokenId: string): Change => ({
  kind: 'revokeToken',
  of: tokenId,
  typed: typedDigits(tokenId),
  send: (params) => bodyOf(api.POST('/api/admin/tokens/revoke', { params, body: { tokenId } })),
});

/** Revokes the tokens of one client id. */
export const revokeTokensOf = (clientId: string): Change => ({
  kind: 'revokeCredentialTokens',
  of: clientId,
  typed: clientId,
  send: (params) => bodyOf(api.POST('/api/admin/tokens/revoke', { params, body: { clientId } })),
});
