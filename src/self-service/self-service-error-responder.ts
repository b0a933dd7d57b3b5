import { Injectable } from '@nestjs/common';
import { ProblemDetailsResponder } from '../http/problem-details/problem-details-responder.js';
import { accountPath } from './self-service-routes.js';

/** Error responses of self-service. */
@Injectable()
export class SelfServiceErrorResponder extends ProblemDetailsResponder {
  override readonly prefix = `/${accountPath}/`;
  protected override readonly tokenWanted =
    'an account is managed with a token of its own, got from POST /api/auth/token over mutual TLS, and over the certificate ' +
    'that it was got with';
}
