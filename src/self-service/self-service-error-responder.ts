import { Injectable } from '@nestjs/common';
import type { ManagementError } from '../core/shared/management-error.js';
import { ProblemDetailsResponder } from '../http/problem-details/problem-details-responder.js';
import { accountPath } from './self-service-routes.js';

/** Error responses of self-service. */
@Injectable()
export class SelfServiceErrorResponder extends ProblemDetailsResponder {
  override readonly prefix = `/${accountPath}/`;
  protected override readonly tokenWanted =
    'use a token of this account from POST /api/auth/token over mutual TLS, and connect with the certificate that it was ' +
    'issued for';

  protected override messageOf(error: ManagementError): string {
    return error.forMerchants;
  }
}
