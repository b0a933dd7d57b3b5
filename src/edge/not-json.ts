import { Refusal } from '../core/refusal.js';

const problem = 'body must be a JSON object';

/** A body that said it was JSON and is none. What it was is never kept: people send the wrong file, private keys too. */
export class NotJson extends Refusal {
  readonly hasPrivateKey: boolean;

  constructor(body: string) {
    super('malformed_request', problem, { problems: [problem] });
    this.hasPrivateKey = body.includes('PRIVATE KEY-----');
  }
}
