import { Refusal } from '../core/refusal.js';

/** A request target as it stood in the request line, taken apart but not decoded. */
export interface RawTarget {
  /** Between the slashes, as they were sent; `/` alone is one empty segment. */
  readonly segments: readonly string[];
  /** Without its question mark; it never chooses a rule. */
  readonly query: string;
}

/** RFC 3986 section 3.3, but `;`: some servers cut a segment there. */
const pathGrammar = /^\/(?:[A-Za-z0-9\-._~!$&'()*+,=:@/]|%[0-9A-Fa-f]{2})*$/;
/** Control bytes, and what turns into a separator, a dot or another escape where somebody decodes once more than we. */
const treacherousEscape = /%(?:[01][0-9a-f]|7f|25|2e|2f|3b|5c)/i;
const control = new RegExp('[\\u0000-\\u0020\\u007f]');

/**
 * Takes the raw target apart. What the API behind us could read as another path than we do never gets to a rule: it could
 * pick a weaker one than the API's own (`/cob/%2e%2e/saldo`). Throws `Refusal('malformed_request')`.
 */
export const readTarget = (target: string): RawTarget => {
  const [path = '', ...rest] = target.split('?');
  const query = rest.join('?');
  if (target.includes('#') || control.test(query)) throw ambiguous('a fragment or a control byte');
  if (!pathGrammar.test(path)) throw ambiguous('a character that no path has, or a bad percent-encoding');
  if (path.includes('//')) throw ambiguous('an empty segment');
  if (treacherousEscape.test(path)) throw ambiguous('an escape that must not be decoded twice');
  const segments = path.slice(1).split('/');
  if (segments.some((segment) => segment === '.' || segment === '..')) throw ambiguous('a dot segment');
  return { segments, query };
};

/** What a server behind us makes of a segment. Throws `Refusal('malformed_request')` for what is not UTF-8. */
export const decoded = (segment: string): string => {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    throw ambiguous('an escape that is not UTF-8');
  }
};

/** `detail` never repeats the path: people paste secrets there. */
export const ambiguous = (detail: string): Refusal =>
  new Refusal('malformed_request', `the path has ${detail}`, {
    problems: ['The path could be read in more than one way.'],
  });
