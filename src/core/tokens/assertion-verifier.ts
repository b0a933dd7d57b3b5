import type { KeyRegistration } from '../credentials/registered-key.js';
import type { ClientAssertion } from './client-assertion.js';

/** Where the public keys of a client are: in the registration, or at an address. */
export type KeySetRegistration = Extract<KeyRegistration, { readonly method: 'private_key_jwt' }>;

/** `unavailable`: why the keys could not be had, so that nothing is known about the signature. */
export type AssertionCheck = 'valid' | 'invalid' | { readonly unavailable: string };

/** Verifies the signature of assertions. */
export abstract class AssertionVerifier {
  abstract verify(assertion: ClientAssertion, keys: KeySetRegistration): Promise<AssertionCheck>;
}
