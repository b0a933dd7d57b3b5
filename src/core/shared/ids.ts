/**
 * The ids, as nominal types: an account id cannot be passed where a secret id is expected. This
 * file owns their grammar and is the only place where a plain string becomes an id.
 *
 * Core is the types, the rules and the ports of the product. It imports nothing but itself: no
 * framework, no database, no HTTP and no cryptography. This folder owns what several nouns of core
 * need; it must never contain a rule of one of them.
 */
declare const brand: unique symbol;
type Named<T, Name extends string> = T & { readonly [brand]: Name };

/** `account.id`, a bigint in decimal. */
export type AccountId = Named<string, 'AccountId'>;
/** `credential.id`, a bigint in decimal. */
export type CredentialId = Named<string, 'CredentialId'>;
/** `credential_secret.id`, a bigint in decimal; the claim `sec`. */
export type SecretId = Named<string, 'SecretId'>;
/** `certificate.id`, a bigint in decimal. */
export type CertificateId = Named<string, 'CertificateId'>;
/** The name by which a client identifies itself: 3 to 64 characters of A-Z a-z 0-9 . _ - */
export type ClientId = Named<string, 'ClientId'>;
/** SHA-256 of a certificate's DER, 64 lower-case hex digits. */
export type Fingerprint = Named<string, 'Fingerprint'>;
/** A UUIDv7; the claim `jti`. */
export type TokenId = Named<string, 'TokenId'>;
/** `resource_owner.id`, a UUID; the claim `sub` of a user's tokens. */
export type RealmUserId = Named<string, 'RealmUserId'>;
/** `refresh_family.id`, a UUID; the claim `session_state`. */
export type FamilyId = Named<string, 'FamilyId'>;
/** NGINX's `$request_id`, 32 hex digits. */
export type RequestId = Named<string, 'RequestId'>;

const bigintGrammar = /^[1-9][0-9]{0,18}$/;
const bigintMax = 9223372036854775807n;
const clientIdGrammar = /^[A-Za-z0-9._-]{3,64}$/;
const generatedClientIdGrammar = /^account-[1-9][0-9]{0,18}-[0-9a-f]{8}$/;
const fingerprintGrammar = /^[0-9a-f]{64}$/;
const fingerprintStartGrammar = /^[0-9a-f]{8,64}$/;
const tokenIdGrammar = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const uuidGrammar = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const requestIdGrammar = /^[0-9a-f]{32}$/;

const bigintFrom = (text: string): string | null =>
  bigintGrammar.test(text) && BigInt(text) <= bigintMax ? text : null;

/** The ids of a client that does not exist, where one is worked on in its place: ids begin with 1. */
export const noAccountId = '0' as AccountId;
export const noCredentialId = '0' as CredentialId;

export const accountIdFrom = (text: string): AccountId | null => bigintFrom(text) as AccountId | null;
export const secretIdFrom = (text: string): SecretId | null => bigintFrom(text) as SecretId | null;
export const certificateIdFrom = (text: string): CertificateId | null =>
  bigintFrom(text) as CertificateId | null;

export const clientIdFrom = (text: string): ClientId | null =>
  clientIdGrammar.test(text) ? (text as ClientId) : null;

/**
 * Makes the client id that the gateway generates. It contains the account id, so that people and
 * logs can tell to which account it belongs.
 */
export const makeClientId = (account: AccountId, eightHex: string): ClientId =>
  `account-${account}-${eightHex}` as ClientId;

/**
 * Returns whether the id has the generated form. People paste secrets into this field by mistake,
 * so only such ids may be written down.
 */
export const isGeneratedClientId = (id: ClientId): boolean => generatedClientIdGrammar.test(id);

/** Parses a SHA-256 fingerprint in any of the usual forms: upper case and colons are normalised. */
export const fingerprintFrom = (text: string): Fingerprint | null => {
  const folded = text.replaceAll(':', '').toLowerCase();
  return fingerprintGrammar.test(folded) ? (folded as Fingerprint) : null;
};

/**
 * Parses the first digits of a fingerprint, at least eight, or all of them, in any of these forms;
 * `null` for any other text.
 */
export const fingerprintStartFrom = (text: string): string | null => {
  const folded = text.replaceAll(':', '').toLowerCase();
  return fingerprintStartGrammar.test(folded) ? folded : null;
};

export const familyIdFrom = (text: string): FamilyId | null =>
  uuidGrammar.test(text) ? (text as FamilyId) : null;

export const requestIdFrom = (text: string): RequestId | null =>
  requestIdGrammar.test(text) ? (text as RequestId) : null;

export const tokenIdFrom = (uuid: string): TokenId => uuid as TokenId;

/** Parses a token id that a caller gave. */
export const givenTokenIdFrom = (text: string): TokenId | null =>
  tokenIdGrammar.test(text) ? (text as TokenId) : null;

/** Makes a family id, which has the same form as a token id. */
export const makeFamilyId = (name: TokenId): FamilyId => name as string as FamilyId;

/**
 * Returns the instant at the beginning of a UUIDv7, in milliseconds since 1970 (RFC 9562 section
 * 5.7).
 */
export const createdAtMs = (id: TokenId): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
