import { invalidInput } from './invalid-input.js';
import type { Mapping } from './mapping.js';
import { type ParsedMapping, parseMapping } from './parse-mapping.js';

/** Reads a text in YAML or JSON that is a mapping. Throws `ManagementError('invalid')` for everything else. */
export const readMapping = (text: string, field: string): Mapping => mappingIn(parseMapping(text), field);

/** Returns the mapping. Throws `ManagementError('invalid')` for a problem. */
export const mappingIn = (parsed: ParsedMapping, field: string): Mapping => {
  if ('mapping' in parsed) return parsed.mapping;
  throw invalidInput(field, parsed.problem);
};
