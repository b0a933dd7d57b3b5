import type { Hidden } from '../../config/config.js';
import { ApprovalSealer } from '../../core/approvals/approval.js';
import { hmacKey, hmacSha256Text } from '../hmac.js';
import { timingSafeEqualText } from '../timing-safe-equal-text.js';

/** Separates these seals from the digests of secrets and requests, which use the same pepper. */
const purpose = 'portaria approval\0';

/** Seals requests for approval with HMAC-SHA-256 under the pepper, which is not in the database. */
export class PepperedApprovalSealer extends ApprovalSealer {
  constructor(private readonly pepper: Hidden<Buffer>) {
    super();
  }

  seal(request: string): string {
    return hmacSha256Text(hmacKey(this.pepper()), purpose, request);
  }

  isSealOf(seal: string, request: string): boolean {
    return timingSafeEqualText(seal, this.seal(request));
  }
}
