/**
 * Delivers notices in a process of its own, which a test kills. Node runs it as it is: only types are stripped, so that the
 * product comes from its compiled files. It reads its plan from its environment.
 */
import { join } from 'node:path';
import type * as sealedSecrets from '../../src/crypto/sealed-webhook-secrets.js';
import type * as sealing from '../../src/crypto/sealer.js';
import type * as sending from '../../src/notices/webhook-sender.js';
import type * as queueing from '../../src/storage/notices/notice-queue.js';

export interface DeliveringPlan {
  readonly url: string;
  readonly masterKey: string;
  readonly caPem: string;
  readonly retryPolicy: Partial<queueing.DeliveryRetryPolicy>;
}

const plan = JSON.parse(process.env['TEST_PLAN'] ?? '') as DeliveringPlan;
const compiled = (file: string): string => join(import.meta.dirname, '../../dist/src', file);

const { NoticeQueue } = (await import(compiled('storage/notices/notice-queue.js'))) as typeof queueing;
const { WebhookSender } = (await import(compiled('notices/webhook-sender.js'))) as typeof sending;
const { SealedWebhookSecrets } = (await import(
  compiled('crypto/sealed-webhook-secrets.js')
)) as typeof sealedSecrets;
const { Sealer } = (await import(compiled('crypto/sealer.js'))) as typeof sealing;

const secrets = new SealedWebhookSecrets(() => new Sealer(() => Buffer.from(plan.masterKey, 'base64')));
const access = {
  resolve: () => Promise.resolve(['127.0.0.2']),
  mayConnectTo: (address: string) => address === '127.0.0.2',
  ca: plan.caPem,
};
const queue = new NoticeQueue(
  { url: () => plan.url, timeoutMs: 5000, rejections: 20 },
  new WebhookSender(secrets, access, Date.now, 60_000),
  {
    attempted: () => undefined,
    failed: () => undefined,
    queueFailed: (error) => {
      process.stderr.write(`${error}\n`);
    },
  },
  plan.retryPolicy,
);
setInterval(() => void queue.run(), 500);
