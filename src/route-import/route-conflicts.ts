/**
 * Every way in which rules for requests can conflict: within a document, which is refused with what
 * to change; with the other APIs, at an import; and among all tables that one process uses.
 */
import { ManagementError } from '../core/shared/management-error.js';
import { invalidDocument } from './invalid-input.js';
import {
  areAmbiguous,
  overlap,
  type PathTemplate,
  pathTemplate,
  sameShape,
  shapeOf,
} from './path-template.js';
import { reservedBy } from './reserved-paths.js';
import { methodsLetThrough, routesMax, type RouteTable } from './route-table.js';
import { shown } from './shown.js';

const letThrough: ReadonlySet<string> = new Set(methodsLetThrough);

interface DocumentRule {
  readonly method: string;
  /** The path as the document has it. */
  readonly path: string;
  readonly template: PathTemplate;
}

/**
 * Throws when a rule could never be reached, or when a request could be decided by one rule and
 * answered by another operation.
 */
export const assertReachable = (rules: readonly DocumentRule[]): void => {
  for (const { method, path, template } of rules) {
    if (!letThrough.has(method)) {
      const name = `${method} ${shown(path)}`;
      throw invalidDocument(`${name}: NGINX does not allow ${method}. Add --leave-out "${name}"`);
    }
    const reserved = reservedBy(template);
    if (reserved !== null) {
      throw conflict(
        `path ${shown(template.text)} would match ${reserved}, where the gateway itself responds. Change the path, or add --base-path to put all paths below another one`,
      );
    }
  }
  if (rules.length > routesMax)
    throw invalidDocument(`has more than ${routesMax} operations. Import it in parts`);
  assertDistinct(rules);
};

const assertDistinct = (rules: readonly DocumentRule[]): void => {
  for (const [index, one] of rules.entries()) {
    for (const other of rules.slice(index + 1)) assertApartInside(one, other);
  }
};

const assertApartInside = (one: DocumentRule, other: DocumentRule): void => {
  // These are operations of one path.
  if (one.template.text === other.template.text) return;
  const both = `paths ${shown(one.template.text)} and ${shown(other.template.text)}`;
  if (sameShape(one.template, other.template)) {
    throw invalidDocument(
      `${both} match the same requests. Merge the paths, or leave the operations of one out with --leave-out`,
    );
  }
  if (areAmbiguous(one.template, other.template)) {
    throw invalidDocument(
      `${both} both match some requests, and neither is more specific. Change one, or leave its operations out with --leave-out`,
    );
  }
};

/**
 * Throws when a request could belong to two APIs. Not even the more concrete of two paths wins
 * here: `PUT /pix/status` would be decided by the rule `PUT /pix/{id}` of one API and, because of
 * its path, be sent to the other API.
 */
export const assertApart = (table: RouteTable, others: readonly RouteTable[]): void => {
  const templates = templatesOf(table);
  for (const other of others) {
    for (const theirs of templatesOf(other)) {
      const ours = templates.find((template) => overlap(template, theirs));
      if (ours === undefined) continue;
      throw conflict(
        `path ${shown(ours.text)} and the path ${shown(theirs.text)} of the API ${other.api} match the same requests. Add --base-path to put one below another path, or first remove the other: portaria routes remove ${other.api}`,
      );
    }
  }
};

const templatesOf = ({ routes }: RouteTable): readonly PathTemplate[] =>
  [...new Set(routes.map(({ path }) => path))].map(pathTemplate);

const conflict = (problem: string): ManagementError =>
  new ManagementError('conflict', `document: ${problem}`, 'document');

interface TableRule {
  readonly api: string;
  readonly method: string;
  readonly template: PathTemplate;
}

/**
 * Returns every reason why requests cannot be decided by these tables together, as sentences that
 * name both rules; an empty list when there is none.
 */
export const conflictsAmong = (tables: readonly RouteTable[]): readonly string[] => {
  const rules = tables.flatMap(({ api, routes }) =>
    routes.map(({ method, path }): TableRule => ({ api, method, template: pathTemplate(path) })),
  );
  return [...twice(rules), ...overlapping(rules)];
};

const twice = (rules: readonly TableRule[]): readonly string[] => {
  const seen = new Map<string, TableRule>();
  return rules.flatMap((rule) => {
    const key = `${rule.method} ${shapeOf(rule.template)}`;
    const before = seen.get(key);
    seen.set(key, rule);
    return before ? [`${nameOf(rule)} appears twice, also as ${nameOf(before)}`] : [];
  });
};

/**
 * Finds paths that one request could match both, without one of them being the more concrete in
 * every segment: NGINX, the API and this application could each choose another one. Paths of two
 * APIs must not overlap at all: a request could be decided by the rule of one API and sent to the
 * other.
 */
const overlapping = (rules: readonly TableRule[]): readonly string[] => {
  const paths = [...new Map(rules.map((rule) => [`${rule.api} ${shapeOf(rule.template)}`, rule])).values()];
  return paths.flatMap((one, index) =>
    paths
      .slice(index + 1)
      .filter((other) => isConflict(one, other))
      .map((other) => `${nameOf(one)} and ${nameOf(other)} match the same requests`),
  );
};

const isConflict = (one: TableRule, other: TableRule): boolean =>
  one.api === other.api ? areAmbiguous(one.template, other.template) : overlap(one.template, other.template);

const nameOf = ({ api, method, template }: TableRule): string => `${api}: ${method} ${template.text}`;
