import { ManagementError } from '../core/shared/management-error.js';
import { invalidDocument, shown } from './invalid-input.js';
import { areAmbiguous, overlap, type PathTemplate, pathTemplate, sameShape } from './path-template.js';
import { reservedBy } from './reserved-paths.js';
import { methodsLetThrough, routesMax, type RouteTable } from './route-table.js';

const letThrough: ReadonlySet<string> = new Set(methodsLetThrough);

interface Rule {
  readonly method: string;
  /** The path as the document has it. */
  readonly path: string;
  readonly template: PathTemplate;
}

/**
 * Throws when a rule could never be reached, or when a request could be decided by one rule and
 * answered by another operation.
 */
export const assertReachable = (rules: readonly Rule[]): void => {
  for (const { method, path, template } of rules) {
    if (!letThrough.has(method)) {
      const name = `${method} ${shown(path)}`;
      throw invalidDocument(`${name}: NGINX lets no ${method} through; say --leave-out "${name}"`);
    }
    const reserved = reservedBy(template);
    if (reserved !== null) {
      throw conflict(
        `path ${shown(template.text)} would match ${reserved}, where the gateway itself answers; change the path, or say --base-path to put all of them below another`,
      );
    }
  }
  if (rules.length > routesMax)
    throw invalidDocument(`has more than ${routesMax} operations; import it in parts`);
  assertDistinct(rules);
};

const assertDistinct = (rules: readonly Rule[]): void => {
  for (const [index, one] of rules.entries()) {
    for (const other of rules.slice(index + 1)) assertApartInside(one, other);
  }
};

const assertApartInside = (one: Rule, other: Rule): void => {
  // These are operations of one path.
  if (one.template.text === other.template.text) return;
  const both = `paths ${shown(one.template.text)} and ${shown(other.template.text)}`;
  if (sameShape(one.template, other.template)) {
    throw invalidDocument(
      `${both} match the same requests; make one path of them, or leave the operations of one out with --leave-out`,
    );
  }
  if (areAmbiguous(one.template, other.template)) {
    throw invalidDocument(
      `${both} both match some requests, and neither is the more concrete one; change one, or leave its operations out with --leave-out`,
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
        `path ${shown(ours.text)} and the path ${shown(theirs.text)} of the API ${other.api} match the same requests; say --base-path to put one below another path, or take the other away first: portaria routes remove ${other.api}`,
      );
    }
  }
};

const templatesOf = ({ routes }: RouteTable): readonly PathTemplate[] =>
  [...new Set(routes.map(({ path }) => path))].map(pathTemplate);

const conflict = (problem: string): ManagementError =>
  new ManagementError('conflict', `document: ${problem}`, 'document');
