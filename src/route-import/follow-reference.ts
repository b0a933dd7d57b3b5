import { invalidDocument } from './invalid-input.js';
import { isMapping, type Mapping, own } from './mapping.js';
import { shown } from './shown.js';

const stepsMax = 16;

/** Keys that may stand beside a `$ref`, because they change nothing that an import reads. */
const harmlessBeside = new Set(['$ref', 'summary', 'description', 'parameters']);

/**
 * Returns the mapping itself, or the one in the document that its `$ref` leads to (JSON Pointer,
 * RFC 6901).
 *
 * Must never open a file or an address: a document from someone else could name `/etc/passwd`, or
 * an address that only this machine can reach. Throws `ManagementError('invalid')` naming `location`.
 */
export const followReference = (root: Mapping, start: unknown, location: string): Mapping => {
  let found = start;
  for (let steps = 0; steps <= stepsMax; steps += 1) {
    if (!isMapping(found)) throw invalidDocument(`${location} is not a mapping`);
    const reference = own(found, '$ref');
    if (reference === undefined) return found;
    assertAlone(found, location);
    found = at(root, tokensOf(reference, location), location);
  }
  throw invalidDocument(`${location} has a $ref that leads back to itself`);
};

const assertAlone = (mapping: Mapping, location: string): void => {
  const beside = Object.keys(mapping).find((key) => !harmlessBeside.has(key) && !key.startsWith('x-'));
  if (beside !== undefined) {
    throw invalidDocument(
      `${location} has a $ref and "${shown(beside)}" beside it, which tools read in different ways. Keep one of them`,
    );
  }
};

const tokensOf = (reference: unknown, location: string): readonly string[] => {
  if (typeof reference !== 'string') throw invalidDocument(`${location} has a $ref that is not a string`);
  if (reference !== '#' && !reference.startsWith('#/')) {
    throw invalidDocument(
      `${location} has a $ref to another document (${shown(reference)}), which is not followed. Bundle the documents into one file first`,
    );
  }
  try {
    return reference
      .split('/')
      .slice(1)
      .map((token) => decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~'));
  } catch {
    throw invalidDocument(`${location} has a $ref with invalid percent-encoding (${shown(reference)})`);
  }
};

const at = (root: Mapping, tokens: readonly string[], location: string): unknown => {
  let found: unknown = root;
  for (const token of tokens) {
    if (isMapping(found)) found = own(found, token);
    else if (Array.isArray(found)) found = found[Number(token)];
    else found = undefined;
  }
  if (found === undefined)
    throw invalidDocument(
      `${location} has a $ref to a missing part of the document (#/${shown(tokens.join('/'))})`,
    );
  return found;
};
