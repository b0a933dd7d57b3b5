import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { PassportModule } from '@nestjs/passport';
import type { Logger } from 'pino';
import type { Config } from '../config/config.js';
import { CertificateParser } from '../core/certificates/certificate-parser.js';
import { ReplacementReader } from '../core/credentials/replacements.js';
import { DocumentationLinks } from '../core/shared/documentation-links.js';
import { servesIssuance } from '../core/shared/process-role.js';
import { ErrorResponders } from './error-responders.js';
import { ExpiryHeaders } from './expiry-headers.js';
import { HealthController } from './health.controller.js';
import { OutcomeLog } from './outcome-log.js';
import { ChangeHandler } from './problem-details/change-handler.js';
import { RoleRoutes } from './role-routes.js';
import { SecurityContact, SecurityTxtController } from './security-txt.controller.js';
import { BearerStrategy } from './trust/bearer.strategy.js';
import { ClientCertificates } from './trust/client-certificate.js';
import { HandshakeStrategy } from './trust/handshake.strategy.js';
import { Listeners } from './trust/listeners.js';
import { TrustedProxy } from './trust/trusted-proxy.js';
import { UnguardedRoutes } from './unguarded-routes.js';

const certificatesBehind = (proxy: TrustedProxy): Provider => ({
  provide: ClientCertificates,
  useFactory: (certificateParser: CertificateParser) => new ClientCertificates(certificateParser, proxy),
  inject: [CertificateParser],
});

type HttpConfig = Pick<Config, 'role' | 'listeners' | 'docsUrl' | 'securityContact'>;

/**
 * Everything between NGINX and the API contracts.
 *
 * This folder owns the server's hooks, the reading of bodies, the headers of every answer, and the
 * outcome log. It must never decide what a client is allowed to do.
 */
@Module({})
export class HttpModule {
  static with(
    { role, listeners, docsUrl, securityContact }: HttpConfig,
    log: Logger,
    processClock: () => number,
  ): DynamicModule {
    const links = new DocumentationLinks(docsUrl);
    const contact =
      securityContact !== null && servesIssuance(role)
        ? new SecurityContact(securityContact, processClock)
        : null;
    const proxy = new TrustedProxy(new Listeners(listeners));
    const outcomes = new OutcomeLog(log);
    return {
      module: HttpModule,
      global: true,
      imports: [PassportModule],
      controllers: [HealthController, ...(contact ? [SecurityTxtController] : [])],
      providers: [
        { provide: TrustedProxy, useValue: proxy },
        { provide: OutcomeLog, useValue: outcomes },
        { provide: DocumentationLinks, useValue: links },
        ...(contact ? [{ provide: SecurityContact, useValue: contact }] : []),
        { provide: RoleRoutes, useValue: new RoleRoutes(role, proxy, outcomes, links) },
        { provide: ErrorResponders, useValue: new ErrorResponders() },
        certificatesBehind(proxy),
        {
          provide: ExpiryHeaders,
          useFactory: (replacements: ReplacementReader) => new ExpiryHeaders(replacements),
          inject: [ReplacementReader],
        },
        HandshakeStrategy,
        BearerStrategy,
        ChangeHandler,
        UnguardedRoutes,
      ],
      exports: [
        UnguardedRoutes,
        TrustedProxy,
        OutcomeLog,
        ClientCertificates,
        ErrorResponders,
        DocumentationLinks,
        ChangeHandler,
        ExpiryHeaders,
      ],
    };
  }
}
