import type { Account } from '../../core/accounts/account.js';
import { type AccountId, accountIdFrom, clientIdFrom } from '../../core/shared/ids.js';
import type { ManagementError } from '../../core/shared/management-error.js';
import type { Reads, ReadTransaction } from '../../core/shared/unit-of-work.js';
import { invalid, parseLine } from '../fields.js';

/** How many accounts an error message names. */
const namedMax = 10;

const cnpjGrammar = /^[0-9A-Z]{12}[0-9]{2}$/;
/** Eight digits at least, as where a certificate itself is named. */
const fingerprintGrammar = /^[0-9a-f]{8,64}$/;

/**
 * Finds the account that a person means: by its number, its whole name in any case, its CNPJ, one of its
 * client ids, or the fingerprint of a linked certificate (its first digits are enough).
 */
export class FindAccount {
  constructor(private readonly database: Reads) {}

  /**
   * Throws `ManagementError('invalid')` when several accounts are meant, and names them; a part of a
   * name is never enough, since a command could then change another account.
   */
  async run(text: string): Promise<AccountId> {
    const wanted = parseLine(text, 'account');
    const id = accountIdFrom(wanted);
    // Numbers of accounts never have as many digits as a CNPJ.
    if (id && !cnpjGrammar.test(wanted)) return id;
    return this.database.read(async (tx) => {
      const found = await accountsMeant(tx, wanted);
      const [only, another] = found;
      if (only && !another) return only.id;
      if (another) throw severalMeant(found);
      throw notFound(await tx.accounts.list({ name: wanted, limit: namedMax }));
    });
  }
}

const accountsMeant = async (tx: ReadTransaction, wanted: string): Promise<readonly Account[]> => {
  const cnpj = wanted.replace(/[./-]/g, '').toUpperCase();
  const digits = wanted.replaceAll(':', '').toLowerCase();
  const clientId = clientIdFrom(wanted);
  const credential = clientId && (await tx.credentials.find(clientId));
  const owners = fingerprintGrammar.test(digits) ? await ownersOf(tx, digits) : [];
  const ids = new Set([...(credential ? [credential.accountId] : []), ...owners]);
  const byId = await Promise.all([...ids].map((id) => tx.accounts.find(id)));
  const all = [
    ...(wanted === '' ? [] : await tx.accounts.list({ wholeName: wanted, limit: namedMax + 1 })),
    ...(cnpjGrammar.test(cnpj) ? await tx.accounts.list({ taxId: cnpj, limit: namedMax + 1 }) : []),
    ...byId.flatMap((account) => account ?? []),
  ];
  return [...new Map(all.map((account) => [account.id, account])).values()];
};

const ownersOf = async (tx: ReadTransaction, digits: string): Promise<AccountId[]> => {
  const owners: AccountId[] = [];
  for (const fingerprint of await tx.certificates.startingWith(digits))
    owners.push(...(await tx.certificates.accountsLinkedTo(fingerprint)));
  return owners;
};

const listed = (accounts: readonly Account[]): string => {
  const words = accounts.slice(0, namedMax).map(({ id, name, taxId }) => {
    const cnpj = taxId === null ? '' : `, CNPJ ${taxId}`;
    return `${id} (${name}${cnpj})`;
  });
  return words.join('; ') + (accounts.length > namedMax ? '; and others' : '');
};

const severalMeant = (accounts: readonly Account[]): ManagementError =>
  invalid('account', `more than one account matches. Give the number of one: ${listed(accounts)}`);

const notFound = (alike: readonly Account[]): ManagementError =>
  invalid(
    'account',
    'no account matches. Give its number, such as 7, or its whole name, CNPJ, client id or certificate fingerprint' +
      (alike.length > 0 ? `. Did you mean ${listed(alike)}?` : ''),
  );
