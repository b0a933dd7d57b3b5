import type { RenewCertificate } from './renew-certificate.js';
import type { UseCases } from './use-cases.js';

/** What an account does for itself: use cases on books in which only its own things are. */
export interface OwnCases extends Pick<
  UseCases,
  | 'showAccount'
  | 'signCertificate'
  | 'unlinkCertificate'
  | 'rotateSecret'
  | 'retireSecret'
  | 'explainRefusal'
  | 'listRefusals'
> {
  readonly renewCertificate: RenewCertificate;
}
