import type { TokenId } from '../shared/ids.js';
import { claimsFor, type SerializedClaims } from './claims.js';
import type { Grant } from './grant.js';

/**
 * `ClaimsTemplate`: the claims of a client's tokens as JSON, up to `iat` and from behind `jti` on. It
 * stays the same for as long as the client, its secret, its certificate and its scopes do.
 */
export interface ClaimsTemplate {
  readonly audience: string;
  readonly scope: string;
  readonly secretId: string;
  /** `null`: no certificate was presented. */
  readonly provenByHandshake: boolean | null;
  /** `null`: no certificate was presented. */
  readonly fingerprint: string | null;
  readonly before: string;
  readonly behind: string;
}

/** Returns the template of a grant: `kept`, where that serves another token of the same client as well. */
export const templateFor = (grant: Grant, kept: ClaimsTemplate | null, id: TokenId): ClaimsTemplate => {
  const { audience, client } = grant;
  const scope = grant.scopes.join(' ');
  const { secretId } = client;
  const fingerprint = client.certificate?.fingerprint ?? null;
  const provenByHandshake = client.certificate?.provenByHandshake ?? null;
  if (
    kept?.scope === scope &&
    kept.secretId === secretId &&
    kept.audience === audience &&
    kept.fingerprint === fingerprint &&
    kept.provenByHandshake === provenByHandshake
  )
    return kept;
  const claims = Object.entries(claimsFor(grant, id));
  const place = claims.findIndex(([name]) => name === 'iat');
  const before = `${withoutBraces(claims.slice(0, place))},"iat":`;
  // Behind `iat`, `exp` and `jti`, which `claimsFor` writes in this order.
  const behind = `",${withoutBraces(claims.slice(place + 3))}}`;
  return { audience, scope, secretId, provenByHandshake, fingerprint, before: `{${before}`, behind };
};

/** Returns the JSON of claims without its braces. */
const withoutBraces = (claims: readonly (readonly [string, unknown])[]): string =>
  JSON.stringify(Object.fromEntries(claims)).slice(1, -1);

/** Returns what `serializedClaims(claimsFor(grant, id))` returns. */
export const fillTemplate = (template: ClaimsTemplate, grant: Grant, id: TokenId): SerializedClaims => {
  const { audience: aud, before, behind } = template;
  const { issuedAtSeconds: iat, lifetimeSeconds } = grant;
  return {
    aud,
    json: `${before}${String(iat)},"exp":${String(iat + lifetimeSeconds)},"jti":"${id}${behind}`,
  };
};
