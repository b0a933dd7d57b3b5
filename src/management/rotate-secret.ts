import type { Account } from '../core/account.js';
import type { Books, BookRevoker, BookWriter } from '../core/books.js';
import type { Held } from '../core/held.js';
import { type Credential, type LiveSecret, liveSecretsMax } from '../core/credential.js';
import type { SecretId } from '../core/ids.js';
import { ManagementError } from '../core/management-error.js';
import type { Secret } from '../core/secret.js';
import type { SecretSmith } from '../core/secret-smith.js';
import { accountOf } from './account-of.js';
import { clientId, invalid } from './fields.js';
import { makeSecret, type NewSecret } from './make-secret.js';

const daySeconds = 24 * 60 * 60;
export const overlapSecondsStandard = 7 * daySeconds;
const overlapSecondsMax = 90 * daySeconds;

export interface Rotation {
  readonly clientId: string;
  /** One that somebody chose; left out, the gateway makes one. */
  readonly secret?: Secret;
  /** How long the old secret goes on; 0 retires it, and ends its tokens, at once. Left out: 7 days. */
  readonly overlapSeconds?: number;
}

export interface RotatedSecret {
  readonly account: Account;
  /** As it is now; the old secrets with their new expiry. */
  readonly credential: Credential;
  readonly secretId: SecretId;
  /** To be shown once; `null` when it was chosen. */
  readonly secret: Secret | null;
}

/** Gives a credential a second secret; the old one goes on for a while, so that no payment breaks. */
export class RotateSecret {
  constructor(
    private readonly books: Books,
    private readonly smith: SecretSmith,
  ) {}

  /** With an overlap of 0, resolves when no process issues on the old secrets any more. */
  async run({
    clientId: client,
    secret: chosen,
    overlapSeconds = overlapSecondsStandard,
  }: Rotation): Promise<RotatedSecret> {
    const id = clientId(client);
    if (!Number.isSafeInteger(overlapSeconds) || overlapSeconds < 0 || overlapSeconds > overlapSecondsMax) {
      throw invalid('overlap', `must be 0 to ${overlapSecondsMax / daySeconds} days`);
    }
    const secret = await makeSecret(this.smith, chosen);
    return overlapSeconds === 0
      ? this.books.revoke(async (books) => replaceAtOnce(books, await holdActive(books, id), secret))
      : this.books.change(async (books) =>
          overlap(books, await holdActive(books, id), secret, overlapSeconds),
        );
  }
}

const holdActive = async (books: BookWriter, id: ReturnType<typeof clientId>): Promise<Held<Credential>> => {
  const credential = await books.holdCredential(id);
  if (credential.status === 'active') return credential;
  throw new ManagementError(
    'refused',
    'client id: the credential was revoked, which is for good; issue another',
    'client id',
  );
};

const replaceAtOnce = async (
  books: BookRevoker,
  credential: Held<Credential>,
  secret: NewSecret,
): Promise<RotatedSecret> => {
  for (const { id } of credential.secrets) await books.retireSecret(credential, id);
  return added(books, credential, secret);
};

const overlap = async (
  books: BookWriter,
  credential: Held<Credential>,
  secret: NewSecret,
  overlapSeconds: number,
): Promise<RotatedSecret> => {
  await books.clearExpiredSecrets(credential);
  const now = await books.now();
  const live = credential.secrets.filter((old) => !hasExpired(old, now));
  if (live.length >= liveSecretsMax) throw tooMany(live);
  const until = new Date(now.getTime() + overlapSeconds * 1000);
  for (const old of live) {
    // One that was to end sooner still does: a rotation never gives a secret a longer life.
    if (old.expiresAt === null || old.expiresAt > until) await books.expireSecret(credential, old.id, until);
  }
  return added(books, credential, secret);
};

const added = async (
  books: BookWriter,
  held: Held<Credential>,
  secret: NewSecret,
): Promise<RotatedSecret> => {
  const secretId = await books.addSecret(held, secret.digest);
  const credential = (await books.credential(held.clientId)) ?? held;
  const account = await accountOf(books, held.accountId);
  return { account, credential, secretId, secret: secret.shown };
};

const hasExpired = ({ expiresAt }: LiveSecret, now: Date): boolean => expiresAt !== null && expiresAt <= now;

const tooMany = (live: readonly LiveSecret[]): ManagementError => {
  const ids = live.map(({ id }) => id).join(' and ');
  const problem = `secrets ${ids} are both live, and ${liveSecretsMax} is the most; retire one of them first`;
  return new ManagementError(
    'conflict',
    `client id: ${problem}, or rotate with an overlap of 0 to replace both`,
    'client id',
  );
};
