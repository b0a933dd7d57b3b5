import type { INestApplicationContext } from '@nestjs/common';
import { ClientAuthenticator } from '../auth/client-authenticator.js';
import { GrantPolicy } from '../auth/grant-policy.js';
import { UserAuthenticator } from '../auth/user-authenticator.js';
import { UserGrantPolicy } from '../auth/user-grant-policy.js';
import { AuthRequestDecider } from '../auth-request/auth-request.js';
import { SecretVerifier } from '../core/credentials/secret-verifier.js';
import { UserIssuanceRecorder } from '../core/realm/user-issuance-recorder.js';
import type { SpanName } from '../core/shared/span-catalog.js';
import type { SpanAttributes, Tracing } from '../core/shared/tracing.js';
import { AssertionIssuanceRecorder } from '../core/tokens/assertion-issuance-recorder.js';
import { ClientSnapshotReader } from '../core/tokens/client-snapshot-reader.js';
import { IssuanceRecorder } from '../core/tokens/issuance-recorder.js';
import { SessionRenewalRecorder } from '../core/tokens/session-renewal-recorder.js';
import { TokenSigner } from '../core/tokens/token-signer.js';
import { ClientCertificates } from '../http/trust/client-certificate.js';

type Method<Arguments extends unknown[], Result> = (...input: Arguments) => Result;

/** The attributes of a step: of its input, and of its result. */
interface Described<Arguments extends unknown[], Result> {
  readonly of?: (...input: Arguments) => SpanAttributes;
  readonly resulting?: (result: Result | Awaited<Result>) => SpanAttributes;
}

type AsStep = <Arguments extends unknown[], Result>(
  name: SpanName,
  method: Method<Arguments, Result>,
  described?: Described<Arguments, Result>,
) => Method<Arguments, Result>;

const asStepOf =
  (tracing: Tracing): AsStep =>
  (name, method, { of, resulting } = {}) =>
  (...input) =>
    tracing.step(
      { name, ...(of && { attributes: of(...input) }), ...(resulting && { attributesOf: resulting }) },
      () => method(...input),
    );

/**
 * Makes spans of the steps of this application: the method of one instance is replaced, and its class
 * stays as it is. So nothing of the token path knows of traces, and a process without them runs the very
 * same code.
 */
export const traceSteps = (app: INestApplicationContext, tracing: Tracing): void => {
  const asStep = asStepOf(tracing);
  const certificates = app.get(ClientCertificates, { strict: false });
  certificates.presentedIn = asStep('read certificate', certificates.presentedIn.bind(certificates));
  traceAuthentication(app, asStep);
  traceIssuance(app, asStep);
  const decider = app.get(AuthRequestDecider, { strict: false });
  decider.run = asStep('decide request', decider.run.bind(decider), {
    resulting: ({ rule }) => ({ 'portaria.api.route': `${rule.method} ${rule.path}` }),
  });
};

const traceAuthentication = (app: INestApplicationContext, asStep: AsStep): void => {
  const clients = app.get(ClientAuthenticator, { strict: false });
  const authenticating = 'authenticate client';
  clients.authenticateFromCache = asStep(authenticating, clients.authenticateFromCache.bind(clients));
  clients.authenticate = asStep(authenticating, clients.authenticate.bind(clients));
  clients.authenticateByRegisteredKey = asStep(
    authenticating,
    clients.authenticateByRegisteredKey.bind(clients),
  );
  clients.authenticateByToken = asStep(authenticating, clients.authenticateByToken.bind(clients));
  const users = app.get(UserAuthenticator, { strict: false });
  users.authenticate = asStep('authenticate user', users.authenticate.bind(users));
  const reader = app.get(ClientSnapshotReader, { strict: false });
  reader.read = asStep('read client', reader.read.bind(reader));
  const secrets = app.get(SecretVerifier, { strict: false });
  secrets.indexOfQuickMatch = asStep('check secret', secrets.indexOfQuickMatch.bind(secrets));
  secrets.indexOfMatch = asStep('check secret', secrets.indexOfMatch.bind(secrets));
};

const traceIssuance = (app: INestApplicationContext, asStep: AsStep): void => {
  const grants = app.get(GrantPolicy, { strict: false });
  grants.decide = asStep('decide grant', grants.decide.bind(grants));
  const userGrants = app.get(UserGrantPolicy, { strict: false });
  userGrants.decide = asStep('decide grant', userGrants.decide.bind(userGrants));
  const signer = app.get(TokenSigner, { strict: false });
  signer.sign = asStep('sign token', signer.sign.bind(signer), {
    of: (_claims, { algorithm }) => ({ 'portaria.signing.algorithm': algorithm }),
  });
  const tokens = app.get(IssuanceRecorder, { strict: false });
  tokens.record = asStep('record token', tokens.record.bind(tokens));
  const byAssertion = app.get(AssertionIssuanceRecorder, { strict: false });
  byAssertion.record = asStep('record token', byAssertion.record.bind(byAssertion));
  const renewed = app.get(SessionRenewalRecorder, { strict: false });
  renewed.record = asStep('record token', renewed.record.bind(renewed));
  const ofUsers = app.get(UserIssuanceRecorder, { strict: false });
  ofUsers.record = asStep('record token', ofUsers.record.bind(ofUsers));
};
