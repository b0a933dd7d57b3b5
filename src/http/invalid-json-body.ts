import { hasPrivateKey } from '../core/certificates/pem.js';
import { Refusal } from '../core/refusals/refusal.js';
import { jsonExcessIn } from './json-excess.js';
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
  /** What is wrong, and where, in words that follow "it is"; `null` when that is not known. */
  readonly verdict: string | null;

  constructor(body: string) {
    const verdict = verdictOn(body);
    super('malformed_request', verdict === null ? problem : `${problem}: ${verdict}`, {
      problems: [problem],
      ...(verdict !== null && { hint: `The body is ${verdict}.` }),
    });
    this.hasPrivateKey = hasPrivateKey(body);
    this.meantAsJson = /^\s*[{["]/.test(body);
    this.verdict = verdict;
  }
}

const verdictOn = (body: string): string | null => {
  const mistake = jsonMistakeIn(body);
  if (mistake !== null) return `not JSON: ${mistake}`;
  const refused = jsonExcessIn(body) ?? mistakeInJson(body);
  return refused === null ? null : `not accepted: ${refused}`;
};

/** JSON that is refused nevertheless: such a name could change what every object of the program has. */
const mistakeInJson = (body: string): string | null =>
  /__proto__|constructor|\\u/.test(body) ? 'a field has a name that is not accepted' : null;
