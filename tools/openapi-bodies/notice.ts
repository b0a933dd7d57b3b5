import { z } from 'zod';
import {
  deliveryStates,
  type NoticeDelivery,
  noticeKinds,
  type NoticeRecipient,
  recipientKinds,
} from '../../src/core/notices/notice.js';
import { languages } from '../../src/core/shared/language.js';
import type { Wire } from '../openapi/wire.js';
import { time } from './fields.js';

export const noticeRecipient = z
  .object({
    id: z.string(),
    accountId: z.string().nullable(),
    kind: z.enum(recipientKinds),
    address: z.string(),
    language: z.enum(languages).nullable(),
    createdAt: time,
  })
  .meta({ id: 'NoticeRecipient' }) satisfies z.ZodType<Wire<NoticeRecipient>>;

export const newNoticeRecipientBody = noticeRecipient.extend({
  secret: z.string().optional(),
  secretAlreadyShown: z.boolean().optional(),
  hint: z.string().optional(),
});

export const noticeDelivery = z
  .object({
    id: z.string(),
    noticeId: z.string(),
    kind: z.enum(noticeKinds),
    recipientId: z.string(),
    accountId: z.string().nullable(),
    state: z.enum(deliveryStates),
    attempts: z.int(),
    lastError: z.string().nullable(),
    attemptedAt: time.nullable(),
    createdAt: time,
  })
  .meta({ id: 'NoticeDelivery' }) satisfies z.ZodType<Wire<NoticeDelivery>>;
