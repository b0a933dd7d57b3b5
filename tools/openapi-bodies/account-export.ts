import { z } from 'zod';
import { revocationReasons } from '../../src/core/ca/certificate-authority.js';
import { noticeKinds } from '../../src/core/notices/notice.js';
import { revocationKinds } from '../../src/core/tokens/revocation.js';
import { type AccountExport, accountExportFormat } from '../../src/management/accounts/export-account.js';
import type { Wire } from '../openapi/wire.js';
import { account } from './account.js';
import { auditEvent } from './audit.js';
import { linkedCertificateShape } from './certificate.js';
import { credential } from './credential.js';
import { fingerprint, id, json, texts, time } from './fields.js';
import { noticeDelivery, noticeRecipient } from './notice.js';
import { realmUser } from './realm-user.js';
import { refusal } from './refusal.js';

const listOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    items: z.array(item),
    complete: z.boolean().meta({ description: 'Whether there are no others.' }),
  });

const retiredSecret = z.strictObject({
  id,
  clientId: z.string(),
  createdAt: time,
  expiresAt: time.nullable(),
  retiredAt: time,
  lastUsedAt: time.nullable(),
});

const certificate = z
  .strictObject({
    ...linkedCertificateShape,
    revokedReason: z.enum(revocationReasons).nullable(),
    pem: z.string(),
    linkId: id,
    unlinkedAt: time.nullable(),
  })
  .omit({ accountId: true });

const login = z.strictObject({
  id: z.uuid(),
  userId: z.uuid(),
  fingerprint: fingerprint.nullable(),
  scopes: texts,
  createdAt: time,
  rotatedAt: time.meta({ description: 'The time of the last refresh.' }),
  expiresAt: time,
  revokedAt: time.nullable(),
  revokedReason: z.string().nullable(),
});

const notice = z.strictObject({ id: z.uuid(), kind: z.enum(noticeKinds), data: json, createdAt: time });

const delivery = noticeDelivery.omit({ accountId: true });

const changeCounts = z.strictObject({
  day: z.iso.date(),
  changes: z.int(),
  refused: z.int(),
  revokedTokens: z.int(),
  revocations: z.int(),
});

const revocation = z.strictObject({
  id,
  kind: z.enum(revocationKinds),
  subject: z.string().meta({ description: 'The id of what was revoked, as the claims of a token have it.' }),
  effectiveAt: time,
  expiresAt: time.meta({ description: 'When it is deleted, because it can end no token any more.' }),
});

const token = z.strictObject({
  tokenId: z.uuid(),
  contract: z.string(),
  scopes: texts,
  issuedAt: time,
  expiresAt: time,
  clientId: z.string().nullable(),
  secretId: id.nullable(),
  fingerprint: fingerprint.nullable(),
  address: z.string().nullable(),
  requestId: z.string(),
  userId: z.uuid().nullable(),
  familyId: z.uuid().nullable(),
  sessionId: z.uuid().nullable(),
});

/** Everything that is kept of an account. */
export const accountExport = z
  .strictObject({
    format: z.literal(accountExportFormat),
    exportedAt: time,
    account,
    credentials: listOf(credential),
    retiredSecrets: listOf(retiredSecret),
    certificates: listOf(certificate),
    users: listOf(realmUser),
    logins: listOf(login),
    noticeRecipients: listOf(noticeRecipient),
    notices: listOf(notice),
    noticeDeliveries: listOf(delivery),
    changeCounts: listOf(changeCounts).meta({
      description: 'How many changes the account made itself, on the last day with any.',
    }),
    revocations: listOf(revocation).meta({ description: 'Those that may still end a token of the account.' }),
    refusals: listOf(refusal.omit({ happened: true, wouldPass: true, next: true, forMerchant: true })),
    tokens: listOf(token),
    auditEvents: listOf(auditEvent).meta({ description: 'What was done to the account, newest first.' }),
    ownChanges: listOf(auditEvent).meta({ description: 'What an operator changed. Empty for merchants.' }),
  })
  .meta({ id: 'AccountExport' }) satisfies z.ZodType<Omit<Wire<AccountExport>, 'auditEvents' | 'ownChanges'>>;
