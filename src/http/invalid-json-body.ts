import { hasPrivateKey } from '../core/certificates/pem.js';
import { Refusal } from '../core/refusals/refusal.js';
import { jsonMistakeIn } from './json-mistake.js';

const problem = 'body must be a JSON object';

/**
 * A body that was declared as JSON and is not JSON. The body itself is never stored: people send
 * the wrong file by mistake, private keys included.
 */
export class InvalidJsonBody extends Refusal {
  readonly hasPrivateKey: boolean;
  /** Whether the body begins as JSON does; any other is likely a file. */
  readonly meantAsJson: boolean;
  /** What is wrong, and where; `null` when that is not known. */
  readonly mistake: string | null;

  constructor(body: string) {
    const mistake = jsonMistakeIn(body) ?? mistakeInJson(body);
    super('malformed_request', mistake === null ? problem : `${problem}: ${mistake}`, {
      problems: [problem],
      ...(mistake !== null && { hint: `The body is not JSON: ${mistake}.` }),
    });
    this.hasPrivateKey = hasPrivateKey(body);
    this.meantAsJson = /^\s*[{["]/.test(body);
    this.mistake = mistake;
  }
}

/** JSON that is refused nevertheless: such a name could change what every object of the program has. */
const mistakeInJson = (body: string): string | null =>
  /__proto__|constructor|\\u/.test(body) ? 'a field has a name that is not accepted' : null;
