import { ManagementError } from '../core/shared/management-error.js';

/**
 * Returns the error for an input of an import that cannot be used: what is wrong, and what to do.
 */
export const invalidInput = (field: string, problem: string): ManagementError =>
  new ManagementError('invalid', `${field}: ${problem}`, field);

/** Returns the same error for the OpenAPI document. */
export const invalidDocument = (problem: string): ManagementError => invalidInput('document', problem);
