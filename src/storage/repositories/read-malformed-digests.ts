import { accountTarget, realmUserTarget } from '../../core/audit/audit-event.js';
import type { MalformedDigest } from '../../core/audit/current-state.js';
import type { AccountId } from '../../core/shared/ids.js';
import type { Statements } from '../transaction/statements.js';

const mac = '[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]';
/** Each form has one text (`src/core/credentials/stored-digest.ts`). */
const grammar = [
  `hmac-sha256[$][0-9a-f]{8}[$]${mac}$`,
  'argon2id-hmac-sha256[$][0-9a-f]{8}[$]v=19[$]m=[1-9][0-9]{0,6},t=[1-9][0-9]?,p=[1-9][0-9]?' +
    '[$][A-Za-z0-9+/]{21}[AQgw][$][A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]$',
  `(imported|registered)[$][0-9a-f]{8}[$]${mac}[$].`,
  // Those of another system, without the pepper: `portaria pepper status` counts them.
  '[$]',
  'pbkdf2_',
].join('|');

/**
 * Attack: with the application's database login, someone copies a digest in another text, in the hope that it still
 * matches and is not found as a copy. None matches; such a text says that someone wrote it by hand.
 */
const malformed = `
  SELECT c.account_id::text AS account, NULL AS username,
         format('text of the digest of secret %s of credential %s', s.id, c.client_id) AS what
  FROM credential_secret s JOIN credential c ON c.id = s.credential_id
  WHERE s.retired_at IS NULL AND s.digest !~ '^(${grammar})'
  UNION ALL
  SELECT u.account_id::text, u.username, 'text of the digest of the password'
  FROM resource_owner u WHERE u.digest !~ '^(${grammar})'
  ORDER BY what, username`;

/** Reads the digests of active secrets, and of passwords, whose text is in none of the known forms. */
export const readMalformedDigests = async (statements: Statements): Promise<MalformedDigest[]> => {
  const found: unknown = await statements.query(malformed);
  return (found as { account: AccountId; username: string | null; what: string }[]).map(
    ({ account, username, what }) => ({
      target: username === null ? accountTarget(account) : realmUserTarget(username),
      what,
    }),
  );
};
