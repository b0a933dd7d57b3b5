import { Refusal } from '../core/refusals/refusal.js';

/** A request target as it was in the request line, split but not decoded. */
export interface RawTarget {
  /** The text between the slashes, as it was sent; `/` alone is one empty segment. */
  readonly segments: readonly string[];
  /** The query without its question mark. It never affects which rule applies. */
  readonly query: string;
}

/** The path of RFC 3986 section 3.3 without `;`, at which some servers cut a segment. */
const pathGrammar = /^\/(?:[A-Za-z0-9\-._~!$&'()*+,=:@/]|%[0-9A-Fa-f]{2})*$/;
/**
 * Escapes of control bytes, and escapes that become a separator, a dot or another escape for a
 * server that decodes once more than this one.
 */
const treacherousEscape = /%(?:[01][0-9a-f]|7f|25|2e|2f|3b|5c)/i;
const control = new RegExp('[\\u0000-\\u0020\\u007f]');

/**
 * Splits the raw target. A path that the API could read differently is refused before it reaches a
 * rule: it could select a weaker rule than the API's own (`/cob/%2e%2e/saldo`). Throws
 * `Refusal('malformed_request')`.
 */
export const readTarget = (target: string): RawTarget => {
  const [path = '', ...rest] = target.split('?');
  const query = rest.join('?');
  if (target.includes('#') || control.test(query)) throw ambiguousPath('a fragment or a control byte');
  if (!pathGrammar.test(path))
    throw ambiguousPath('a character that no path may contain, or invalid percent-encoding');
  if (path.includes('//')) throw ambiguousPath('an empty segment');
  if (treacherousEscape.test(path)) throw ambiguousPath('an escape that must not be decoded twice');
  const segments = path.slice(1).split('/');
  if (segments.some((segment) => segment === '.' || segment === '..')) throw ambiguousPath('a dot segment');
  return { segments, query };
};

/**
 * Decodes a segment as the API's server does. Throws `Refusal('malformed_request')` for anything
 * that is not UTF-8.
 */
export const decoded = (segment: string): string => {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    throw ambiguousPath('an escape that is not UTF-8');
  }
};

/**
 * Returns the refusal of an ambiguous path. `detail` never repeats the path: people paste secrets
 * there.
 */
export const ambiguousPath = (detail: string): Refusal =>
  new Refusal('malformed_request', `the path has ${detail}`, {
    problems: ['The path could be read in more than one way.'],
  });
