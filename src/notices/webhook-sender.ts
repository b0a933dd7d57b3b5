import { request } from 'node:https';
import { Webhook } from 'standardwebhooks';
import type { Secret } from '../core/credentials/secret.js';
import { NoticeSender, type OutgoingNotice } from '../core/notices/notice.js';
import {
  type AddressAccess,
  assertAllowedLiteral,
  checkedLookup,
  rejectEndlessAnswers,
} from '../outbound/address-guard.js';

/** What is read of an answer: nothing of it is used. */
const answerBytesMax = 64 * 1024;

/** `WebhookSecrets`: opens the signing secret of a recipient. */
export interface WebhookSecrets {
  open(recipientId: string, sealed: Uint8Array): Secret;
}

/**
 * Sends notices over HTTPS, signed as Standard Webhooks says. The address is an outsider's: nothing is
 * followed, and the answer is bounded in size and time.
 *
 * This folder owns how a notice is sent; it must never decide who gets which notice.
 */
export class WebhookSender extends NoticeSender {
  constructor(
    private readonly secrets: WebhookSecrets,
    private readonly access: AddressAccess,
    /** The clock of this machine: a receiver compares with its own. */
    private readonly processClock: () => number,
    private readonly withinMs = 10_000,
  ) {
    super();
  }

  async send(notice: OutgoingNotice, signal: AbortSignal): Promise<void> {
    const { id, address, sealed } = notice.recipient;
    if (!sealed) throw new Error('the webhook has no secret');
    const body = JSON.stringify({
      type: notice.kind,
      timestamp: notice.createdAt.toISOString(),
      data: notice.data,
    });
    const headers = this.headersOf(notice.noticeId, this.secrets.open(id, sealed), body);
    await this.post(
      new URL(address),
      headers,
      body,
      AbortSignal.any([signal, AbortSignal.timeout(this.withinMs)]),
    );
  }

  private headersOf(id: string, secret: Secret, body: string): Readonly<Record<string, string>> {
    // The time of the attempt: a receiver refuses what is older than five minutes.
    const now = new Date(this.processClock());
    return {
      'content-type': 'application/json',
      'user-agent': 'Portaria',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': secret.reveal((value) => new Webhook(value).sign(id, now, body)),
    };
  }

  private post(
    url: URL,
    headers: Readonly<Record<string, string>>,
    body: string,
    signal: AbortSignal,
  ): Promise<void> {
    if (url.protocol !== 'https:') throw new Error('its address is not https');
    assertAllowedLiteral(this.access, url);
    return new Promise((resolve, reject) => {
      const sent = request(url, {
        method: 'POST',
        agent: false,
        lookup: checkedLookup(this.access),
        signal,
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        ...(this.access.ca !== undefined && { ca: this.access.ca }),
      });
      sent.on('response', (response) => {
        const { statusCode = 0 } = response;
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > answerBytesMax) sent.destroy();
        });
        // The status says it all: an answer that goes on, or breaks off, is accepted or refused already.
        if (statusCode >= 200 && statusCode < 300) resolve();
        else reject(new Error(`it answered ${String(statusCode)}`));
        response.on('error', () => undefined);
      });
      sent.on('error', (error) => {
        reject(signal.aborted ? new Error('it did not answer in time') : error);
      });
      rejectEndlessAnswers(sent, reject);
      sent.end(body);
    });
  }
}
