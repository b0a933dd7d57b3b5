import { randomBytes } from 'node:crypto';
import { Secret } from '../core/credentials/secret.js';
import { type GeneratedWebhookSecret, WebhookSecretGenerator } from '../core/notices/notice.js';
import type { Sealer } from './sealer.js';

/** Standard Webhooks: 24 to 64 bytes. */
const secretBytes = 32;

/** Generates the signing secrets of webhooks, and opens sealed ones. */
export class SealedWebhookSecrets extends WebhookSecretGenerator {
  /** `sealer` is called when it is first needed: only those who generate a secret need a master key. */
  constructor(private readonly sealer: () => Sealer) {
    super();
  }

  generate(recipientId: string): GeneratedWebhookSecret {
    const bytes = randomBytes(secretBytes);
    return { secret: secretOf(bytes), sealed: this.sealer().seal(bytes, labelOf(recipientId)) };
  }

  /** Throws `DeploymentError` when no known master key opens it. */
  open(recipientId: string, sealed: Uint8Array): Secret {
    return secretOf(this.sealer().open(Buffer.from(sealed), labelOf(recipientId)));
  }
}

const secretOf = (bytes: Buffer): Secret => new Secret(`whsec_${bytes.toString('base64')}`);

const labelOf = (recipientId: string): string => `${recipientId}|notice-recipient|webhook`;
