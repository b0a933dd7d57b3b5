/**
 * Input checks that all use cases share. Each function returns the value in its own type, or throws
 * `ManagementError`.
 */
import { type AccountKind, isScope } from '../core/accounts/account.js';
import { isOperatorScope, operatorScopes } from '../core/accounts/operator-scope.js';
import {
  clientCertificatePolicies,
  type ClientCertificatePolicy,
  type ContractName,
  contractNames,
  type ContractPermission,
} from '../core/credentials/credential.js';
import { generatedSecretPrefix, type Secret, secretProblem } from '../core/credentials/secret.js';
import {
  type AccountId,
  accountIdFrom,
  type CertificateId,
  certificateIdFrom,
  type ClientId,
  clientIdFrom,
  type RequestId,
  requestIdFrom,
  type SecretId,
  secretIdFrom,
} from '../core/shared/ids.js';
import { ManagementError } from '../core/shared/management-error.js';

const nameCharactersMax = 200;
const scopesMax = 64;
const networksMax = 64;
const cnpjGrammar = /^[0-9A-Z]{12}[0-9]{2}$/;

export const invalid = (field: string, problem: string): ManagementError =>
  new ManagementError('invalid', `${field}: ${problem}`, field);

const required = <T>(value: T | null, field: string, problem: string): T => {
  if (value === null) throw invalid(field, problem);
  return value;
};

export const parseAccountId = (text: string): AccountId =>
  required(accountIdFrom(text), 'account', 'must be the number of an account, such as 7');

/** The text is not repeated: people paste secrets here. */
export const parseClientId = (text: string): ClientId =>
  required(clientIdFrom(text), 'client id', 'must be 3 to 64 characters of A-Z a-z 0-9 . _ -');

export const parseSecretId = (text: string): SecretId =>
  required(
    secretIdFrom(text),
    'secret id',
    'must be the number of a secret, such as 12, not the secret itself',
  );

export const parseRequestId = (text: string): RequestId =>
  required(
    requestIdFrom(text),
    'request id',
    'must be the 32 hex digits of the response header X-Request-Id',
  );

/** A row whose id has no type of its own: a bigint in decimal. */
const rowIdFrom = (text: string): string | null => (/^[1-9]\d{0,17}$/.test(text) ? text : null);

/** Parses the id of an audit event. */
export const parseEventId = (text: string): string =>
  required(rowIdFrom(text), 'event', 'must be the number of an event of the audit trail, such as 41');

/** Parses the id of a stored refusal. */
export const parseRefusalId = (text: string): string =>
  required(rowIdFrom(text), 'refusal', 'must be the number of a recorded refusal');

/** Parses the id of a recipient of notices, or of one of their deliveries. */
export const parseNoticeId = (text: string, field: 'recipient' | 'delivery'): string =>
  required(rowIdFrom(text), field, `must be the number of a ${field}, such as 3`);

/** Parses the id of a request for approval. */
export const parseApprovalId = (text: string): string =>
  required(rowIdFrom(text), 'approval', 'must be the number of a request for approval, such as 5');

export const parseCertificateId = (text: string): CertificateId =>
  required(certificateIdFrom(text), 'certificate id', 'must be the number of a certificate');

/**
 * Refuses a period whose ends are in the wrong order: it would match nothing, and look as if
 * nothing existed.
 */
export const checkPeriod = ({ since, until }: { readonly since?: Date; readonly until?: Date }): void => {
  if (since && until && since > until) throw invalid('since', 'must not be after until');
};

/** Parses one line of text for people. */
export const parseLine = (text: string, field: string, charactersMax = nameCharactersMax): string => {
  const trimmed = text.trim();
  if (trimmed.length > charactersMax)
    throw invalid(field, `must be at most ${String(charactersMax)} characters long`);
  // Half of a surrogate pair is refused too, because PostgreSQL would refuse it. Characters that are not shown, or
  // change the direction of text, can make one name look like another.
  if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/u.test(trimmed)) {
    throw invalid(field, 'must be one line of text without control characters and invisible characters');
  }
  return trimmed;
};

export const parseName = (text: string): string => {
  const trimmed = parseLine(text, 'name');
  if (trimmed === '') throw invalid('name', 'must not be empty');
  return trimmed;
};

/** Parses a CNPJ as people write it; it may contain letters since July 2026. */
export const parseTaxId = (text: string): string => {
  const bare = text.trim().replace(/[./-]/g, '').toUpperCase();
  if (!cnpjGrammar.test(bare)) throw invalid('tax id', 'must be a CNPJ: 12 letters or digits, then 2 digits');
  return bare;
};

export const parseScopes = (texts: readonly string[]): string[] => {
  const distinct = [...new Set(texts)];
  if (distinct.length > scopesMax) throw invalid('scope', `must be at most ${scopesMax} scopes`);
  if (!distinct.every(isScope)) {
    throw invalid('scope', 'must be 1 to 64 printable ASCII characters without space, quote and backslash');
  }
  return distinct;
};

/** Parses the scopes of an account. Operators use the admin API alone, so theirs are those that it knows. */
export const parseScopesOf = (kind: AccountKind, texts: readonly string[]): string[] => {
  const scopes = parseScopes(texts);
  const unknown = scopes.some((scope) => !isOperatorScope(scope));
  if (kind === 'operator' && unknown)
    throw invalid('scope', `must be scopes of the admin API: ${operatorScopes.join(', ')}`);
  return scopes;
};

/**
 * Checks networks as far as PostgreSQL's `cidr` would fail on them; the grammar itself is the
 * database's.
 */
export const parseNetworks = (texts: readonly string[]): string[] => {
  const distinct = [...new Set(texts.map((text) => text.trim()))];
  if (distinct.length > networksMax) throw invalid('network', `must be at most ${networksMax} networks`);
  // A network contains a dot or a colon: the database's own message repeats the text, and hex
  // digits alone may be a secret.
  if (!distinct.every((text) => /^(?=.*[.:])[0-9A-Fa-f:./]{1,64}$/.test(text))) {
    throw invalid('network', 'must be an IP network such as 203.0.113.0/24 or 2001:db8::/32');
  }
  return distinct;
};

export const parseContractName = (text: string): ContractName =>
  required(
    contractNames.find((known) => known === text) ?? null,
    'contract',
    `must be one of ${contractNames.join(', ')}`,
  );

/** `others` are the policies that the caller takes besides, named in the message. */
export const parsePermission = (
  input: { readonly contract: string; readonly policy: string },
  others: readonly string[] = [],
): ContractPermission => {
  const known = parseContractName(input.contract);
  const policy: ClientCertificatePolicy | undefined = clientCertificatePolicies.find(
    (one) => one === input.policy,
  );
  if (!policy)
    throw invalid('policy', `must be one of ${[...clientCertificatePolicies, ...others].join(', ')}`);
  if (known === 'avista' && policy === 'none') {
    throw invalid('policy', 'avista requires a certificate. Use tls or header');
  }
  return { contract: known, policy };
};

/** Checks a custom secret. */
export const checkCustomSecret = (secret: Secret): Secret => {
  const problem = secret.reveal((value) =>
    value.startsWith(generatedSecretPrefix)
      ? `must not begin with ${generatedSecretPrefix}, the prefix of generated secrets`
      : secretProblem(value),
  );
  if (problem !== null) throw invalid('secret', problem);
  return secret;
};
