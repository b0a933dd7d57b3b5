import { suggestionsFor } from '../config/suggestions.js';
import { invalidDocument } from './invalid-input.js';
import type { Mapping } from './mapping.js';
import { shown } from './shown.js';

/** The fixed fields of OpenAPI 3.0, 3.1 and 3.2 together: no version gives one another meaning. */
export const documentKeys = [
  'openapi',
  '$self',
  'info',
  'jsonSchemaDialect',
  'servers',
  'paths',
  'webhooks',
  'components',
  'security',
  'tags',
  'externalDocs',
] as const;

export const methods = [
  'get',
  'put',
  'post',
  'delete',
  'options',
  'head',
  'patch',
  'trace',
  'query',
] as const;

export const pathItemKeys = [
  ...methods,
  'summary',
  'description',
  'servers',
  'parameters',
  'additionalOperations',
] as const;

export const operationKeys = [
  'tags',
  'summary',
  'description',
  'externalDocs',
  'operationId',
  'parameters',
  'requestBody',
  'responses',
  'callbacks',
  'deprecated',
  'security',
  'servers',
] as const;

const mistakesMax = 2;

/**
 * Throws for a key that is neither OpenAPI's nor an extension (`x-...`). A misspelt `security`
 * would be missed, and the operation get weaker rules than it declares; a misspelt method would be
 * a route that is silently missing.
 */
export const assertKnownKeys = (mapping: Mapping, known: readonly string[], location: string): void => {
  const unknown = Object.keys(mapping).find((key) => !known.includes(key) && !key.startsWith('x-'));
  if (unknown === undefined) return;
  const near = suggestionsFor(shown(unknown).trim().toLowerCase(), known, mistakesMax)[0];
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  throw invalidDocument(
    `${location} has "${shown(unknown)}", which OpenAPI does not have there${meant || '.'} ` +
      'Correct it, or begin the name of an extension with x-',
  );
};
