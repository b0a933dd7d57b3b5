import type { Hidden } from '../../config/config.js';
import { RequestDigester } from '../../core/shared/request-digester.js';
import { hmacKey, hmacSha256 } from '../hmac.js';

/** Separates these digests from those of secrets, which use the same pepper. */
const purpose = 'portaria request\0';

/** Digests requests with HMAC-SHA-256 under the pepper, in hex. */
export class PepperedRequestDigester extends RequestDigester {
  constructor(private readonly pepper: Hidden<Buffer>) {
    super();
  }

  digest(request: string): string {
    return hmacSha256(hmacKey(this.pepper()), purpose, request).toString('hex');
  }
}
