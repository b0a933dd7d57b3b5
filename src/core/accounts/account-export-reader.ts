import type { RevocationReason } from '../ca/certificate-authority.js';
import type { Certificate } from '../certificates/certificate.js';
import type { NoticeDelivery, NoticeKind, NoticeRecipient } from '../notices/notice.js';
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
import type { Revocation } from '../tokens/revocation.js';

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

/** `DeliveryRecord`: whether a notice reached a recipient. */
export type DeliveryRecord = Omit<NoticeDelivery, 'accountId'>;

/** `RevocationRecord`: a revocation that ends tokens of the account. It is kept as long as it could end one. */
export interface RevocationRecord extends Revocation {
  /** A bigint in decimal. */
  readonly id: string;
  readonly effectiveAt: Date;
  readonly expiresAt: Date;
}

/** `ChangeCounts`: how many changes the account made itself, on the last day on which it made one. */
export interface ChangeCounts {
  /** Such as `2026-11-29`, in UTC. */
  readonly day: string;
  readonly changes: number;
  readonly refused: number;
  readonly revokedTokens: number;
  readonly revocations: number;
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
export interface AccountExportReader {
  retiredSecrets(account: AccountId, page: RecordPage): Promise<readonly RetiredSecret[]>;
  /** Ordered by the ids of the links. */
  certificates(account: AccountId, page: RecordPage): Promise<readonly CertificateRecord[]>;
  logins(account: AccountId, page: RecordPage): Promise<readonly LoginRecord[]>;
  noticeRecipients(account: AccountId, page: RecordPage): Promise<readonly NoticeRecipient[]>;
  notices(account: AccountId, page: RecordPage): Promise<readonly NoticeRecord[]>;
  /** The deliveries of the account's notices. */
  noticeDeliveries(account: AccountId, page: RecordPage): Promise<readonly DeliveryRecord[]>;
  revocations(account: AccountId, page: RecordPage): Promise<readonly RevocationRecord[]>;
  /** Returns at most one. */
  changeCounts(account: AccountId): Promise<readonly ChangeCounts[]>;
  /** Newest first. Reads the records of all accounts in the period, because they have no index by account. */
  tokens(account: AccountId, page: TokenRecordPage): Promise<readonly TokenRecord[]>;
}
