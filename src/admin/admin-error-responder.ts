import { Injectable } from '@nestjs/common';
import { ProblemDetailsResponder } from '../http/problem-api/problem-details-responder.js';
import { adminPath } from './admin-routes.js';

/** Error responses of the admin API. */
@Injectable()
export class AdminErrorResponder extends ProblemDetailsResponder {
  override readonly prefix = `/${adminPath}/`;
  protected override readonly tokenWanted =
    'an operator gets one at this listener, and it is good over the certificate that it was got with';
}
