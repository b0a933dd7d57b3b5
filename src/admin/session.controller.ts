import { Body, HttpCode, Post, Req } from '@nestjs/common';
import { type RenewedToken, SessionRenewer } from '../auth/session-renewer.js';
import { certificateProofOf } from '../core/tokens/verified-certificate.js';
import { OutcomeLog } from '../http/outcome-log.js';
import { refuseQuery } from '../http/problem-details/dry-run-query.js';
import { noInput } from '../http/problem-details/no-input.js';
import { parseInput } from '../http/problem-details/parse-input.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { bearerTokenOf } from '../http/trust/bearer-token.js';
import { ClientCertificates } from '../http/trust/client-certificate.js';
import { TokenUseCases } from '../management/tokens/token-use-cases.js';
import { type AdminRequest, AdminRoutes } from './admin-routes.js';
import { OperatorChanges } from './operator-changes.js';
import { RequireScope } from './require-scope.js';

/** `/api/admin/session`: the session of the operator who asks. */
@AdminRoutes('session')
export class SessionController {
  constructor(
    private readonly renewer: SessionRenewer,
    private readonly certificates: ClientCertificates,
    private readonly outcomes: OutcomeLog,
    private readonly tokens: TokenUseCases,
    private readonly changes: OperatorChanges,
  ) {}

  /** Revokes the token that was sent, and every other token of its session. */
  @Post('end')
  @HttpCode(200)
  @RequireScope('any')
  end(@Req() request: AdminRequest, @Body() body: unknown): Promise<RouteResponse> {
    parseInput(noInput, body);
    return this.changes.changeOwnSession(request, this.tokens.revoke, {
      toBody: (ended) => ({ body: ended }),
    });
  }

  /** Issues a new token for the one that was sent, as a token request with the secret would. */
  @Post('renew')
  @RequireScope('any')
  async renew(@Req() request: AdminRequest, @Body() body: unknown): Promise<RouteResponse> {
    refuseQuery(request);
    parseInput(noInput, body);
    const certificate = this.certificates.presentedIn(request);
    const proofs = {
      token: bearerTokenOf(request),
      ...certificateProofOf(certificate),
      source: request.user.source,
    };
    const renewed = await this.renewer.renew({ proofs, certificate });
    this.outcomes.note(request, { contract: 'avista', outcome: 'issued', tokenId: renewed.id });
    return { body: toBody(renewed) };
  }
}

const toBody = ({ accessToken, lifetimeSeconds, scopes, session, sessionSecondsLeft }: RenewedToken) => ({
  accessToken,
  expiresInSeconds: lifetimeSeconds,
  scopes,
  signedInAt: new Date(session.signedInAtSeconds * 1000),
  sessionEndsInSeconds: sessionSecondsLeft,
});
