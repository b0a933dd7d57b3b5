import { hasPrivateKey } from '../core/certificates/pem.js';
import { Refusal } from '../core/refusals/refusal.js';

const problem = 'body must be a JSON object';

/**
 * A body that was declared as JSON and is not JSON. The body itself is never stored: people send
 * the wrong file by mistake, private keys included.
 */
export class InvalidJsonBody extends Refusal {
  readonly hasPrivateKey: boolean;

  constructor(body: string) {
    super('malformed_request', problem, { problems: [problem] });
    this.hasPrivateKey = hasPrivateKey(body);
  }
}
