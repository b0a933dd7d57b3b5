import type { RevocationReason } from '../ca/certificate-authority.js';
import type { Certificate } from '../certificates/certificate.js';
import type { NoticeKind, NoticeRecipient } from '../notices/notice.js';
import type { RefreshFamily } from '../realm/refresh-family.js';
import type {
  AccountId,
  CertificateId,
  ClientId,
  FamilyId,
  Fingerprint,
  RealmUserId,
  SecretId,
  TokenId,
} from '../shared/ids.js';

/** `RetiredSecret`: a secret that no longer works. */
export interface RetiredSecret {
  readonly id: SecretId;
  readonly clientId: ClientId;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly retiredAt: Date;
  readonly lastUsedAt: Date | null;
}

/** `CertificateRecord`: a certificate that is or was linked, with the link. */
export interface CertificateRecord extends Certificate {
  readonly id: CertificateId;
  readonly revokedReason: RevocationReason | null;
  readonly pem: string;
  /** The id of the link, a bigint in decimal. */
  readonly linkId: string;
  readonly linkedAt: Date;
  readonly unlinkedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** `LoginRecord`: a login of a user with a password. */
export interface LoginRecord extends Omit<RefreshFamily, 'accountId'> {
  readonly scopes: readonly string[];
  readonly fingerprint: Fingerprint | null;
  readonly rotatedAt: Date;
}

/** `NoticeRecord`: a notice about something of the account. */
export interface NoticeRecord {
  /** A UUID. */
  readonly id: string;
  readonly kind: NoticeKind;
  readonly data: unknown;
  readonly createdAt: Date;
}

/** `TokenRecord`: the record of an issued token, which is not the token. */
export interface TokenRecord {
  readonly tokenId: TokenId;
  readonly contract: string;
  readonly scopes: readonly string[];
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly clientId: ClientId | null;
  readonly secretId: SecretId | null;
  readonly fingerprint: Fingerprint | null;
  readonly address: string | null;
  readonly requestId: string;
  readonly userId: RealmUserId | null;
  readonly familyId: FamilyId | null;
  /** The token of the sign-in, if an operator renewed this one. */
  readonly sessionId: TokenId | null;
}

/** A part of a list: at most `limit` items after the one with this id; `null`: from the beginning. */
export interface RecordPage {
  readonly after: string | null;
  readonly limit: number;
}

/** Selects issued tokens by the times in their ids. */
export interface TokenRecordPage {
  readonly sinceMs: number;
  /** Exclusive. */
  readonly untilMs: number;
  /** Only tokens with a smaller id. */
  readonly before: TokenId | null;
  readonly limit: number;
}

/** Reads everything that is kept of an account and that no other reader has. */
export interface AccountRecordReader {
  retiredSecrets(account: AccountId, page: RecordPage): Promise<readonly RetiredSecret[]>;
  /** Ordered by the ids of the links. */
  certificates(account: AccountId, page: RecordPage): Promise<readonly CertificateRecord[]>;
  logins(account: AccountId, page: RecordPage): Promise<readonly LoginRecord[]>;
  noticeRecipients(account: AccountId, page: RecordPage): Promise<readonly NoticeRecipient[]>;
  notices(account: AccountId, page: RecordPage): Promise<readonly NoticeRecord[]>;
  /** Newest first. Reads the records of all accounts in the period, because they have no index by account. */
  tokens(account: AccountId, page: TokenRecordPage): Promise<readonly TokenRecord[]>;
}
