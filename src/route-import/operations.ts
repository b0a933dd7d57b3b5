import { followReference } from './follow-reference.js';
import { invalidDocument, shown } from './invalid-input.js';
import { isMapping, type Mapping, own, ownMapping } from './mapping.js';

/** An operation of the document, with the parts from which a rule is made. */
export interface DocumentOperation {
  /** The method in upper case. */
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

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'];
const besideMethods = ['summary', 'description', 'servers', 'parameters'];

/**
 * Returns every operation below `paths` (OpenAPI 3.0 to 3.2), in the document's order. Callbacks
 * and webhooks are left out, because the API makes those calls itself.
 */
export const operationsOf = (root: Mapping): readonly DocumentOperation[] =>
  Object.entries(ownMapping(root, 'paths'))
    .filter(([path]) => !path.startsWith('x-'))
    .flatMap(([path, item]) => operationsAt(root, path, item));

const operationsAt = (root: Mapping, path: string, value: unknown): DocumentOperation[] => {
  const place = `path ${shown(path)}`;
  const item = followReference(root, value, place);
  // A method in capitals, for example, would be a route that is silently missing.
  const unknown = Object.keys(item).find(
    (key) => !methods.includes(key) && !besideMethods.includes(key) && !key.startsWith('x-'),
  );
  if (unknown !== undefined) {
    throw invalidDocument(
      `${place} has "${shown(unknown)}", which is no method that OpenAPI has (they are in lower case)`,
    );
  }
  return methods
    .filter((method) => Object.hasOwn(item, method))
    .map((method) => operationOf(root, item, { method, path }));
};

const operationOf = (
  root: Mapping,
  item: Mapping,
  { method, path }: { readonly method: string; readonly path: string },
): DocumentOperation => {
  const operation = own(item, method);
  const name = method.toUpperCase();
  if (!isMapping(operation)) throw invalidDocument(`${name} ${shown(path)} is not a mapping`);
  return {
    method: name,
    path,
    security: Object.hasOwn(operation, 'security') ? own(operation, 'security') : own(root, 'security'),
    elsewhere: isElsewhere(root, item, operation),
  };
};

/**
 * Decides whether another server answers. Only the nearest `servers` count (OpenAPI, Operation
 * Object).
 */
const isElsewhere = (root: Mapping, item: Mapping, operation: Mapping): boolean => {
  const [ofOperation = [], ofPath = [], ofDocument = []] = [operation, item, root].map(serversOf);
  const nearest = ofOperation.length > 0 ? ofOperation : ofPath;
  const here = ofDocument.length > 0 ? ofDocument : ['/'];
  return nearest.length > 0 && !nearest.some((url) => here.includes(url));
};

const serversOf = (mapping: Mapping): readonly string[] => {
  const servers = own(mapping, 'servers');
  if (!Array.isArray(servers)) return [];
  return servers.flatMap((server: unknown) => {
    const url = isMapping(server) ? own(server, 'url') : undefined;
    return typeof url === 'string' ? [url.replace(/\/$/, '') || '/'] : [];
  });
};
