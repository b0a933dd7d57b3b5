import { followReference } from './follow-reference.js';
import { invalidDocument } from './invalid-input.js';
import { assertKnownKeys, documentKeys, methods, operationKeys, pathItemKeys } from './known-keys.js';
import { isMapping, type Mapping, own, ownMapping } from './mapping.js';
import { shown } from './shown.js';

/** An operation of the document, with the parts from which a rule is made. */
export interface DocumentOperation {
  /** The method, in upper case unless an additional operation of OpenAPI 3.2 has another spelling. */
  readonly method: string;
  /** The path as the document has it. */
  readonly path: string;
  /**
   * The operation's own `security`, or else the document's; `undefined` when neither says anything.
   */
  readonly security: unknown;
  /**
   * Whether the operation names servers of its own and none of the document's: another server
   * answers it.
   */
  readonly elsewhere: boolean;
}

/** The token of RFC 9110 section 5.6.2. */
const httpMethod = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/**
 * Returns every operation below `paths` (OpenAPI 3.0 to 3.2), in the document's order. Callbacks
 * and webhooks are left out, because the API makes those calls itself.
 */
export const operationsOf = (root: Mapping): readonly DocumentOperation[] => {
  assertKnownKeys(root, documentKeys, 'the document');
  return Object.entries(ownMapping(root, 'paths'))
    .filter(([path]) => !path.startsWith('x-'))
    .flatMap(([path, item]) => operationsAt(root, path, item));
};

const operationsAt = (root: Mapping, path: string, value: unknown): DocumentOperation[] => {
  const location = `path ${shown(path)}`;
  const item = followReference(root, value, location);
  assertKnownKeys(item, pathItemKeys, location);
  const usual = methods
    .filter((method) => Object.hasOwn(item, method))
    .map((method) =>
      operationOf(root, item, { method: method.toUpperCase(), path, value: own(item, method) }),
    );
  return [...usual, ...additionalAt(root, item, path)];
};

/** Reads the operations with methods that have no field of their own (OpenAPI 3.2). */
const additionalAt = (root: Mapping, item: Mapping, path: string): DocumentOperation[] => {
  const additional = own(item, 'additionalOperations');
  if (additional === undefined) return [];
  const location = `path ${shown(path)}`;
  if (!isMapping(additional)) throw invalidDocument(`additionalOperations of ${location} is not a mapping`);
  return Object.entries(additional).map(([method, value]) => {
    const usual = method.toLowerCase();
    if (methods.some((one) => one === usual))
      throw invalidDocument(
        `${location} has ${method} among its additionalOperations. Write it as ${usual}, beside the other methods`,
      );
    if (!httpMethod.test(method))
      throw invalidDocument(
        `${location} has "${shown(method)}" among its additionalOperations, which is not an HTTP method`,
      );
    return operationOf(root, item, { method, path, value });
  });
};

interface OperationEntry {
  readonly method: string;
  readonly path: string;
  readonly value: unknown;
}

const operationOf = (
  root: Mapping,
  item: Mapping,
  { method, path, value }: OperationEntry,
): DocumentOperation => {
  const name = `${method} ${shown(path)}`;
  if (!isMapping(value)) throw invalidDocument(`${name} is not a mapping`);
  // Followed or not, its own security would be replaced by that of the whole document.
  if (Object.hasOwn(value, '$ref'))
    throw invalidDocument(
      `${name} is a $ref, which OpenAPI does not allow there. Write the operation itself`,
    );
  assertKnownKeys(value, operationKeys, name);
  return {
    method,
    path,
    security: Object.hasOwn(value, 'security') ? own(value, 'security') : own(root, 'security'),
    elsewhere: isElsewhere({
      ofOperation: serversOf(value, name),
      ofPath: serversOf(item, `path ${shown(path)}`),
      ofDocument: serversOf(root, 'the document'),
    }),
  };
};

/**
 * Decides whether another server answers. Only the nearest `servers` count (OpenAPI, Operation
 * Object).
 */
const isElsewhere = ({
  ofOperation,
  ofPath,
  ofDocument,
}: Readonly<Record<'ofOperation' | 'ofPath' | 'ofDocument', readonly string[]>>): boolean => {
  const nearest = ofOperation.length > 0 ? ofOperation : ofPath;
  const here = ofDocument.length > 0 ? ofDocument : ['/'];
  return nearest.length > 0 && !nearest.some((url) => here.includes(url));
};

/** Reads the addresses. Where one is missing, the operation of another server would get a rule. */
const serversOf = (mapping: Mapping, location: string): readonly string[] => {
  const servers = own(mapping, 'servers') ?? [];
  if (!Array.isArray(servers)) throw invalidDocument(`servers of ${location} is not a list`);
  return servers.map((server: unknown) => {
    const url = isMapping(server) ? own(server, 'url') : undefined;
    if (typeof url !== 'string') throw invalidDocument(`${location} has servers without a url`);
    return url.replace(/\/$/, '') || '/';
  });
};
