import type { EntityManager } from 'typeorm';
import type { Account } from '../../core/accounts/account.js';
import { shownRoleOf } from '../../core/accounts/operator-role.js';
import type { SearchHit, SearchReader, SearchTerms } from '../../core/search/search-reader.js';
import { createdAtMs } from '../../core/shared/ids.js';
import { folded } from './folded.js';

/**
 * A search that finds nothing must not read a table to its end. The planner may think that the first
 * hits come early, and prefer that to an index.
 */
const indexesOnly = `SELECT set_config('enable_seqscan', 'off', true)`;

/** The expression of the index account_name_words. */
const foldedWords = (text: string): string => `regexp_replace(${folded(text)}, '[^[:alnum:]]+', ' ', 'g')`;

const accountColumns = `id::text AS "accountId", name, kind, status, tax_id AS "taxId", scopes`;

/**
 * Each word is the beginning of one, but for single letters: too many words begin with them. One that comes last is being
 * typed. It is compared with the names that the words before it find.
 */
const accountsByName = `
  SELECT ${accountColumns} FROM account
  WHERE to_tsvector('simple'::regconfig, ${foldedWords('name')}) @@ (
    SELECT string_agg(quote_literal(w) || CASE WHEN length(w) > 1 THEN ':*' ELSE '' END, ' & ')::tsquery
    FROM regexp_split_to_table(${foldedWords('$1')}, ' ') AS w WHERE w <> '')
    AND ' ' || ${foldedWords('name')} LIKE '% ' || ${foldedWords('$2')} || '%'
  LIMIT $3`;

const accountById = `SELECT ${accountColumns} FROM account WHERE id = $1 LIMIT $2`;

const accountsByTaxId = `
  SELECT ${accountColumns} FROM account WHERE tax_id IS NOT NULL AND tax_id LIKE $1 ORDER BY tax_id USING ~<~ LIMIT $2`;

const credentialByClientId = `
  SELECT c.client_id AS "clientId", c.label, c.status, a.id::text AS "accountId", a.name AS "accountName"
  FROM credential c JOIN account a ON a.id = c.account_id WHERE c.client_id = $1 LIMIT $2`;

const certificatesByFingerprint = `
  SELECT encode(fingerprint, 'hex') AS fingerprint, subject, not_after AS "notAfter", revoked_at AS "revokedAt"
  FROM certificate WHERE fingerprint BETWEEN decode($1, 'hex') AND decode($2, 'hex') ORDER BY certificate.fingerprint LIMIT $3`;

/** The first revocation that ends the token, as `revocationsOf` in src/core/tokens/revocation.ts names them. */
const revokedAt = `
  SELECT min(r.effective_at) FROM revocation r
  WHERE (r.kind, r.subject) IN (
      ('token', t.jti::text), ('token', t.session_id::text), ('secret', t.secret_id::text),
      ('refresh-family', t.family_id::text), ('account', t.account_id::text),
      ('credential', CASE WHEN t.family_id IS NULL THEN c.client_id END),
      ('certificate', translate(encode(x.fingerprint, 'base64'), '+/=', '-_')),
      ('account-and-certificate', t.account_id || ':' || encode(x.fingerprint, 'hex')))
    AND t.issued_at < date_trunc('second', r.effective_at) + interval '1 second'`;

/** The id begins with the second of the issue, which leads to the day partition. */
const tokenById = `
  SELECT t.jti AS "tokenId", t.contract, t.issued_at AS "issuedAt", t.expires_at AS "expiresAt",
         t.account_id::text AS "accountId", c.client_id AS "clientId", (${revokedAt}) AS "revokedAt"
  FROM token_issuance t
  LEFT JOIN credential c ON c.id = t.credential_id
  LEFT JOIN certificate x ON x.id = t.certificate_id
  WHERE t.jti = $1 AND t.issued_at BETWEEN to_timestamp($2::float8 / 1000) - interval '2 seconds'
                                       AND to_timestamp($2::float8 / 1000) + interval '2 seconds'
  LIMIT $3`;

/** The first, where a request was rejected more than once: all are behind its id. */
const refusalByRequest = `
  SELECT request_id AS "requestId", at, contract, reason, account_id::text AS "accountId"
  FROM refusal WHERE request_id = $1 ORDER BY at, id LIMIT least($2, 1)`;

type Type = SearchHit['type'];
type Question = readonly [type: Type, statement: string, values: readonly unknown[]];

/** Searches in one transaction. */
export class PostgresSearch implements SearchReader {
  constructor(private readonly manager: EntityManager) {}

  async find(terms: SearchTerms, limit: number): Promise<SearchHit[]> {
    await this.manager.query(indexesOnly);
    const found = new Map<string, SearchHit>();
    for (const [type, statement, values] of questionsOf(terms)) {
      const rows = await this.manager.query<object[]>(statement, [...values, limit]);
      for (const hit of rows.map((row) => toHit(type, row))) found.set(keyOf(hit), hit);
    }
    return [...found.values()];
  }
}

const questionsOf = (terms: SearchTerms): Question[] => {
  const { words, accountId, taxIdStart, clientId, fingerprintStart, tokenId, requestId } = terms;
  const questions: readonly (Question | null)[] = [
    tokenId && ['token', tokenById, [tokenId, createdAtMs(tokenId)]],
    requestId && ['refusal', refusalByRequest, [requestId]],
    clientId && ['credential', credentialByClientId, [clientId]],
    fingerprintStart === null
      ? null
      : [
          'certificate',
          certificatesByFingerprint,
          ['0', 'f'].map((digit) => fingerprintStart.padEnd(64, digit)),
        ],
    accountId && ['account', accountById, [accountId]],
    taxIdStart === null ? null : ['account', accountsByTaxId, [`${taxIdStart}%`]],
    words === null ? null : ['account', accountsByName, typedWords(words)],
  ];
  return questions.filter((question) => question !== null);
};

/** Returns the words, and a single letter after them, or ''. */
const typedWords = (words: string): [words: string, letter: string] => {
  const [, before, letter] = /^(.+) (\S)$/u.exec(words) ?? [];
  return before !== undefined && letter !== undefined ? [before, letter] : [words, ''];
};

const toHit = (type: Type, row: object): SearchHit => {
  if (type !== 'account') return { type, ...row } as SearchHit;
  const { scopes, ...account } = row as Pick<Account, 'kind' | 'scopes'>;
  return { type, ...account, role: shownRoleOf({ scopes, ...account }) } as SearchHit;
};

/** An account that is found by its CNPJ and by its name is shown once. */
const keyOf = (hit: SearchHit): string =>
  hit.type === 'account' ? `account ${hit.accountId}` : JSON.stringify(hit);
