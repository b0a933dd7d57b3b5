import type { Books, BookRevoker } from '../core/books.js';
import type { Held } from '../core/held.js';
import type { Credential } from '../core/credential.js';
import type { SecretId } from '../core/ids.js';
import { ManagementError } from '../core/management-error.js';
import { accountOf } from './account-of.js';
import { clientId, secretId } from './fields.js';
import type { CredentialPage } from './show-credential.js';

const lastUseSecondsMin = 60 * 60;

export interface SecretRetirement {
  /** Whose secret it is: a mistyped number must not end another merchant's. */
  readonly clientId: string;
  readonly secretId: string;
  /** Also when it was used within the last hour, or is the only one. */
  readonly force?: boolean;
}

/** Ends one secret of a credential, and the tokens that were obtained with it. */
export class RetireSecret {
  constructor(private readonly books: Books) {}

  /** Resolves to the credential with the secrets left, when no process issues on this one any more. */
  async run({
    clientId: client,
    secretId: secret,
    force = false,
  }: SecretRetirement): Promise<CredentialPage> {
    const [owner, id] = [clientId(client), secretId(secret)];
    return this.books.revoke(async (books) => {
      const held = await books.holdCredential(owner);
      if (!force) await refuseHasty(books, held, id);
      if (!(await books.retireSecret(held, id))) throw unknownSecret(held);
      const credential = (await books.credential(owner)) ?? held;
      return { account: await accountOf(books, held.accountId), credential };
    });
  }
}

/** The number is not repeated: it may be a secret that somebody took for its id. */
const unknownSecret = ({ clientId: owner }: Credential): ManagementError =>
  new ManagementError('not_found', `secret id: ${owner} has no such secret`, 'secret id');

const refuseHasty = async (
  books: BookRevoker,
  { secrets }: Held<Credential>,
  id: SecretId,
): Promise<void> => {
  const secret = secrets.find((live) => live.id === id);
  if (!secret) return;
  if (secrets.length === 1) {
    throw hasty(
      'it is the only one, so the client would be locked out; rotate first, or force it (?force=true, or --force)',
    );
  }
  const unusedSeconds =
    secret.lastUsedAt && ((await books.now()).getTime() - secret.lastUsedAt.getTime()) / 1000;
  if (unusedSeconds !== null && unusedSeconds < lastUseSecondsMin) {
    throw hasty(
      'it was used within the last hour, so a program still has it; wait for that to end, or force it (?force=true, or --force)',
    );
  }
};

const hasty = (problem: string): ManagementError =>
  new ManagementError('conflict', `secret id: ${problem}`, 'secret id');
