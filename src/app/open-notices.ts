import type { Logger } from 'pino';
import type { Config } from '../config/config.js';
import { isInNetworks } from '../core/shared/public-address.js';
import type { NoticeLoad } from '../core/shared/service-load.js';
import { SealedWebhookSecrets } from '../crypto/sealed-webhook-secrets.js';
import { Sealer } from '../crypto/sealer.js';
import { SendersByKind } from '../notices/senders-by-kind.js';
import { SmtpSender } from '../notices/smtp-sender.js';
import { WebhookSender } from '../notices/webhook-sender.js';
import type { AddressAccess } from '../outbound/address-guard.js';
import { internetAccess } from '../remote-keys/https-key-set-fetcher.js';
import { type NoticeEvents, NoticeQueue } from '../storage/notices/notice-queue.js';

/** `NoticeService`: the notices of a managing process. */
export interface NoticeService {
  run(): Promise<void>;
  readonly load: () => NoticeLoad;
  close(): Promise<void>;
}

/** Joins the queue of notices to those who send them; `null`: notices are off, and nothing is opened. */
export const openNotices = (
  config: Pick<Config, 'notices' | 'managementDatabase' | 'secrets'>,
  { log, processClock }: { readonly log: Logger; readonly processClock: () => number },
): NoticeService | null => {
  if (!config.notices.areOn) return null;
  const { masterKey, previousMasterKeys } = config.secrets;
  const secrets = new SealedWebhookSecrets(() => new Sealer(masterKey, previousMasterKeys));
  const attempts = { delivered: 0, retried: 0, failed: 0 };
  const events: NoticeEvents = {
    attempted: (outcome) => {
      attempts[outcome] += 1;
    },
    ...failureLog(log),
  };
  const { networks, smtp, rejections } = config.notices;
  const sender = new SendersByKind({
    webhook: new WebhookSender(secrets, accessTo(networks), processClock),
    email: smtp && new SmtpSender(smtp),
  });
  const queue = new NoticeQueue({ ...config.managementDatabase, rejections }, sender, events);
  return {
    run: () => queue.run(),
    load: () => ({ attempts, ...queue.deliveryCounts }),
    close: () => queue.close(),
  };
};

const accessTo = (networks: readonly string[]): AddressAccess => ({
  ...internetAccess,
  mayConnectTo: (address) => internetAccess.mayConnectTo(address) || isInNetworks(address, networks),
});

/** The address of a recipient is never logged: its path may be a secret. */
const failureLog = (log: Logger): Pick<NoticeEvents, 'failed' | 'queueFailed'> => ({
  failed: (delivery, error, last) => {
    if (last) log.error({ delivery, error }, 'a notice was not delivered, and is not tried again');
    else log.warn({ delivery, error }, 'a notice was not delivered, and is tried again');
  },
  queueFailed: (error) => {
    log.error({ error }, 'the queue of notices failed');
  },
});
