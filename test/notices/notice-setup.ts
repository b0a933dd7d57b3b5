import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';
import type { NoticeSender } from '../../src/core/notices/notice.js';
import { isPublicAddress } from '../../src/core/shared/public-address.js';
import { SealedWebhookSecrets } from '../../src/crypto/sealed-webhook-secrets.js';
import { Sealer } from '../../src/crypto/sealer.js';
import { SendersByKind } from '../../src/notices/senders-by-kind.js';
import { WebhookSender } from '../../src/notices/webhook-sender.js';
import type { AddressAccess } from '../../src/outbound/address-guard.js';
import { type DeliveryRetryPolicy, NoticeQueue } from '../../src/storage/notices/notice-queue.js';
import { hostname, openKeySetServer } from '../remote-keys/key-set-server.js';
import { testAuthority } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import type { TestDatabase } from '../support/database.js';

export const masterKey = randomBytes(32);
export const webhookSecrets = new SealedWebhookSecrets(() => new Sealer(() => masterKey));

/** A request as a receiver got it. */
export interface Received {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A receiver of webhooks on 127.0.0.2, which is the internet of these tests. */
export const openReceiver = async (
  answer: (response: ServerResponse, count: number) => void = (response) => response.end(),
): Promise<{ readonly url: string; readonly received: Received[] }> => {
  const received: Received[] = [];
  const server = await openKeySetServer((request, response) => {
    void bodyOf(request).then((body) => {
      received.push({ headers: request.headers as Record<string, string>, body });
      answer(response, received.length);
    });
  });
  return { url: `https://${hostname}:${String(server.port)}/hooks`, received };
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

export const access = async (changed: Partial<AddressAccess> = {}): Promise<AddressAccess> => ({
  resolve: () => Promise.resolve(['127.0.0.2']),
  mayConnectTo: (one) => one === '127.0.0.2' || isPublicAddress(one),
  ca: (await testAuthority()).certPem,
  ...changed,
});

/** Stores a recipient of webhooks and returns how its requests are verified. */
export const addWebhook = async (
  database: TestDatabase,
  url: string,
  accountId: string | null = null,
): Promise<{ readonly id: string; readonly webhook: Webhook }> => {
  const [row] = await database.sql<{ id: string }>(
    `SELECT nextval(pg_get_serial_sequence('notice_recipient', 'id'))::text AS id`,
  );
  const id = row?.id ?? '';
  const { secret, sealed } = webhookSecrets.generate(id);
  await database.sql(
    `INSERT INTO notice_recipient (id, account_id, kind, address, sealed) VALUES ($1, $2, 'webhook', $3, $4)`,
    [id, accountId, url, sealed],
  );
  return { id, webhook: new Webhook(secret.reveal((value) => value)) };
};

/** Quick, and otherwise as in production. */
export const quick = {
  firstRetrySeconds: 1,
  retrySecondsMax: 1,
  superviseSeconds: 1,
  maintenanceSeconds: 1,
  pollSeconds: 0.5,
};

export interface TestNotices {
  readonly queue: NoticeQueue;
  readonly events: string[];
}

/** Opens the notices of one process, with the login of the managing role. */
export const openNotices = async (
  database: Pick<TestDatabase, 'manageUrl'>,
  {
    retryPolicy = {},
    addresses = {},
    withinMs = 2000,
    timeoutMs = 5000,
    rejections = 20,
    email = null,
  }: {
    readonly retryPolicy?: Partial<DeliveryRetryPolicy>;
    readonly addresses?: Partial<AddressAccess>;
    readonly withinMs?: number;
    readonly timeoutMs?: number;
    readonly rejections?: number;
    readonly email?: NoticeSender | null;
  } = {},
): Promise<TestNotices> => {
  const events: string[] = [];
  const queue = new NoticeQueue(
    { url: () => database.manageUrl, timeoutMs, rejections },
    new SendersByKind({
      webhook: new WebhookSender(webhookSecrets, await access(addresses), Date.now, withinMs),
      email,
    }),
    {
      attempted: (outcome) => events.push(outcome),
      failed: (_delivery, error) => events.push(error),
      queueFailed: (error) => events.push(`queue: ${error}`),
    },
    { ...quick, ...retryPolicy },
  );
  afterFile(() => queue.close());
  return { queue, events };
};
