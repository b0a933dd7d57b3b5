import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import { ManagementError } from '../core/shared/management-error.js';
import { invalidInput, shown } from './invalid-input.js';
import { isMapping, type Mapping } from './mapping.js';

const documentBytesMax = 10 * 1024 * 1024;

/**
 * The limit for anchors and aliases together. Each alias is looked up among all of them, so the
 * time grows with the square of their number.
 */
const marksMax = 2_000;
/**
 * The limit for aliases of things that contain aliases themselves: without it, ten lines expand to
 * a billion items ("billion laughs").
 */
const aliasCountMax = 10_000;

const options = {
  // The library's own check compares every pair of keys: 10 MB of them would take hours.
  // `assertDistinct` checks the keys instead.
  uniqueKeys: false,
  stringKeys: true,
  merge: true,
  resolveKnownTags: false,
  // Pretty errors repeat the file, which may be the wrong one: a private key, a list of secrets.
  prettyErrors: false,
  // Not `silent`, with which a second document would be dropped without an error.
  logLevel: 'error',
} as const;

/**
 * Reads a text in YAML or JSON (which is YAML 1.2) that is a mapping. Nothing that the text names
 * is opened or run.
 *
 * Throws `ManagementError('invalid')` for everything else, which includes more than 10 MB, two
 * documents, a key that occurs twice (each reader would use a different one), and aliases that
 * expand without end.
 */
export const readMapping = (text: string, field: string): Mapping => {
  if (Buffer.byteLength(text) > documentBytesMax) throw invalidInput(field, 'is larger than 10 MB');
  const value = valueOf(text, field);
  if (!isMapping(value))
    throw invalidInput(field, 'must be a mapping in YAML or JSON, such as an OpenAPI document');
  return value;
};

const valueOf = (text: string, field: string): unknown => {
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { ...options, lineCounter: lines });
    const [error] = document.errors;
    if (error)
      throw invalidInput(
        field,
        `is neither YAML nor JSON: ${describeError(error)} at ${locationOf(error.pos[0], lines)}`,
      );
    assertBounded(document, lines, field);
    return document.toJS({ maxAliasCount: aliasCountMax });
  } catch (error) {
    if (error instanceof ManagementError) throw error;
    // The document is nested deeper than the stack allows, or has an alias of nothing, or too many
    // aliases of aliases.
    const what =
      error instanceof RangeError ? 'is nested too deeply' : 'has YAML aliases that cannot be followed';
    throw invalidInput(field, what);
  }
};

const describeError = ({ code }: YAMLError): string => code.toLowerCase().replaceAll('_', ' ');

const locationOf = (offset: number, lines: LineCounter): string => {
  const { line, col } = lines.linePos(offset);
  return `line ${line}, column ${col}`;
};

const assertBounded = (document: Document, lines: LineCounter, field: string): void => {
  let marks = 0;
  visit(document, {
    Node: (_key, node) => {
      if (isAlias(node) || node.anchor !== undefined) marks += 1;
      if (marks > marksMax) throw invalidInput(field, `has more than ${marksMax} YAML anchors and aliases`);
      if (isMap(node)) assertDistinct(node, lines, field);
    },
  });
};

const assertDistinct = (map: YAMLMap, lines: LineCounter, field: string): void => {
  const seen = new Set<string>();
  for (const { key } of map.items) {
    if (!isScalar(key)) continue;
    const name = String(key.value);
    // Two merge keys are two things to merge.
    if (name === '<<') continue;
    if (seen.has(name)) {
      throw invalidInput(
        field,
        `has the key "${shown(name)}" twice, again at ${locationOf(key.range?.[0] ?? 0, lines)}`,
      );
    }
    seen.add(name);
  }
};
