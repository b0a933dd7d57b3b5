import { createHmac } from 'node:crypto';
import type { Hidden } from '../config/config.js';
import { RequestDigester } from '../core/shared/request-digester.js';

/** Separates these digests from those of secrets, which use the same pepper. */
const purpose = 'portaria request\0';

/** Digests requests with HMAC-SHA-256 under the pepper, in hex. */
export class PepperedRequestDigester extends RequestDigester {
  constructor(private readonly pepper: Hidden<Buffer>) {
    super();
  }

  digest(request: string): string {
    return createHmac('sha256', this.pepper()).update(purpose).update(request).digest('hex');
  }
}
