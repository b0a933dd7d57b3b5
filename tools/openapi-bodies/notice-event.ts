import { z } from 'zod';
import { keyUses, signingAlgorithms } from '../../src/core/keys/signing-key.js';
import { type NoticeKind, noticeKinds } from '../../src/core/notices/notice.js';
import { refusalReasons } from '../../src/core/refusals/refusal.js';
import { time } from './fields.js';

const second = z.iso.datetime({ precision: 0 }).meta({ examples: ['2026-12-15T09:00:00Z'] });
const account = z.strictObject({ id: z.string(), name: z.string() });

/** A notice to a merchant has the account; one to operators has the first ten, and how many there are. */
const ending = {
  days: z.union([z.literal(30), z.literal(14), z.literal(7), z.literal(1), z.literal(0)]).meta({
    description: 'At most so many days are left; 0: it has ended.',
  }),
  endsAt: second,
  account: account.optional(),
  accountCount: z.int().optional(),
  accounts: z.array(account).max(10).optional(),
};
const certificate = z.strictObject({
  fingerprint: z.string().meta({ description: 'SHA-256, in hex.' }),
  subject: z.string(),
  ...ending,
});
const secret = z.strictObject({ clientId: z.string(), secretId: z.string(), ...ending });

const data = {
  'certificate.expiring': certificate,
  'certificate.expired': certificate,
  'secret.expiring': secret,
  'secret.expired': secret,
  'requests.rejected': z.strictObject({
    reason: z.enum(refusalReasons),
    count: z.int().meta({ description: 'Within the hour before the notice.' }),
    lastAt: second,
    requestId: z.string().meta({ description: 'The request id of the last of them.' }),
    account,
  }),
  'signing-key.due': z.strictObject({
    keyId: z.string(),
    algorithm: z.enum(signingAlgorithms),
    use: z.enum(keyUses),
    days: z.int().meta({ description: 'For so many days it has signed.' }),
    activeSince: second,
  }),
  'doctor.failed': z.strictObject({
    host: z.string(),
    check: z.string(),
    message: z.string(),
    fix: z.string().nullable(),
    page: z.string(),
  }),
} satisfies Record<NoticeKind, z.ZodType>;

/** What a webhook gets, by the kind of the notice. */
export const noticeEvents: ReadonlyMap<NoticeKind, z.ZodType> = new Map(
  noticeKinds.map((kind) => [
    kind,
    z.strictObject({ type: z.literal(kind), timestamp: time, data: data[kind] }),
  ]),
);
