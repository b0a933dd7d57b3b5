import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { type ClientJwk, usableClientJwks } from '../core/credentials/client-jwk.js';
import { errorMessageOf } from '../core/shared/error-message.js';
import { isPublicAddress } from '../core/shared/public-address.js';
import { KeySetUnavailable } from '../core/tokens/remote-key-sets.js';
import {
  type AddressAccess,
  assertAllowedLiteral,
  checkedLookup,
  rejectEndlessAnswers,
  resolveByDns,
} from '../outbound/address-guard.js';

const bytesMax = 64 * 1024;

/** `KeySetAccess`: what tests replace, to have names, addresses and a certificate authority of their own. */
export type KeySetAccess = AddressAccess;

export const internetAccess: KeySetAccess = { resolve: resolveByDns(), mayConnectTo: isPublicAddress };

/**
 * Fetches a key set over HTTPS. The address of a key set is an outsider's: nothing is followed, and the
 * answer is bounded in size and time.
 *
 * This folder owns what the gateway asks of other machines; it must never send a secret, and never
 * connect to an address that is not public.
 */
export class HttpsKeySetFetcher {
  constructor(
    private readonly access: KeySetAccess = internetAccess,
    private readonly withinMs = 5000,
  ) {}

  /** Throws `KeySetUnavailable`. */
  async fetch(uri: string): Promise<readonly ClientJwk[]> {
    try {
      const text = await this.textAt(new URL(uri));
      const keys = usableClientJwks(JSON.parse(text));
      if (keys.length === 0) throw new Error('it has no key that verifies assertions');
      return keys;
    } catch (cause) {
      const why = errorMessageOf(cause);
      throw new KeySetUnavailable(`the key set at ${uri}: ${why}`, { cause });
    }
  }

  private textAt(url: URL): Promise<string> {
    if (url.protocol !== 'https:') throw new Error('its address is not https');
    assertAllowedLiteral(this.access, url);
    return new Promise((resolve, reject) => {
      const sent = request(url, {
        agent: false,
        lookup: checkedLookup(this.access),
        signal: AbortSignal.timeout(this.withinMs),
        headers: { accept: 'application/jwk-set+json, application/json', 'accept-encoding': 'identity' },
        ...(this.access.ca !== undefined && { ca: this.access.ca }),
      });
      sent.on('response', (response) => {
        bodyOf(response).then(resolve, (reason: unknown) => {
          sent.destroy();
          reject(reason instanceof Error ? reason : new Error(String(reason)));
        });
      });
      sent.on('error', reject);
      rejectEndlessAnswers(sent, reject);
      sent.end();
    });
  }
}

const bodyOf = async (response: IncomingMessage): Promise<string> => {
  const { statusCode = 0 } = response;
  // A redirect as well: it could lead anywhere.
  if (statusCode !== 200) throw new Error(`it returned ${String(statusCode)}, not 200`);
  if (response.headers['content-encoding'] !== undefined) throw new Error('its response was compressed');
  const chunks: Buffer[] = [];
  let bytes = 0;
  const body: AsyncIterable<Buffer> = response;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new Error(`its response has more than ${String(bytesMax)} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};
