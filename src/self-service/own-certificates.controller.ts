import { Body, Delete, Get, Param, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { wholeDaysUntil } from '../core/shared/durations.js';
import { InvalidRequest } from '../http/problem-details/invalid-request.js';
import { noInput } from '../http/problem-details/no-input.js';
import { pageFields, pageOfAll } from '../http/problem-details/page.js';
import { parseInput } from '../http/problem-details/parse-input.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { OwnAccountUseCases } from '../management/accounts/own-account-use-cases.js';
import type { CertificateLink } from '../management/certificates/link-certificate.js';
import { MerchantChanges } from './merchant-changes.js';
import { afterNewCertificate, afterSigning } from './next-calls.js';
import { type SelfServiceRequest, SelfServiceRoutes } from './self-service-routes.js';

const text = z.string().exactOptional();
/** A body has exactly one of the two. */
export const newOwnCertificate = z.strictObject({ csr: text, pem: text });

/** `/api/account/certificates`: the certificates that the account may present. */
@SelfServiceRoutes('certificates')
export class OwnCertificatesController {
  constructor(
    private readonly own: OwnAccountUseCases,
    private readonly changes: MerchantChanges,
  ) {}

  @Get()
  async list(@Req() request: SelfServiceRequest, @Query() query: unknown): Promise<RouteResponse> {
    const { limit, cursor: after } = parseInput(z.strictObject(pageFields), query);
    const { certificates, now } = await this.own.show(request.user.context);
    const { fingerprint: presented } = request.user.context;
    const items = certificates.map((certificate) => ({
      ...certificate,
      daysLeft: wholeDaysUntil(certificate.notAfter, now),
      presented: certificate.fingerprint === presented,
    }));
    return pageOfAll(items, { limit, after });
  }

  /** Adds a certificate beside the presented one; both are valid from now on. */
  @Post()
  renew(@Req() request: SelfServiceRequest, @Body() body: unknown): Promise<RouteResponse> {
    const { csr, pem } = parseInput(newOwnCertificate, body);
    if (csr !== undefined && pem === undefined) return this.sign(request, csr);
    if (pem !== undefined && csr === undefined) return this.link(request, pem);
    const message = 'send either a signing request in csr, or a certificate in pem';
    throw new InvalidRequest([{ field: 'csr', message }]);
  }

  /** Unlinks a certificate, but never the presented one, so that one is always left. */
  @Delete(':fingerprint')
  unlink(
    @Req() request: SelfServiceRequest,
    @Param('fingerprint') meant: string,
    @Query() query: unknown,
  ): Promise<RouteResponse> {
    parseInput(noInput, query);
    const account = request.user.accountId;
    return this.changes.revoke(
      request,
      this.own.unlinkCertificate,
      { account, fingerprint: meant },
      {
        toBody: ({ fingerprint, account: { version } }) => ({
          body: { fingerprint, linked: false },
          version,
        }),
      },
    );
  }

  private sign(request: SelfServiceRequest, csr: string): Promise<RouteResponse> {
    const { accountId: account, context } = request.user;
    return this.changes.change(
      request,
      this.own.signCertificate,
      { account, request: csr },
      {
        toBody: (signed) => ({
          body: {
            ...toBody(signed),
            pem: signed.pem,
            chain: signed.chain,
            next: [afterSigning, ...afterNewCertificate(signed.info, context.fingerprint)],
          },
          version: signed.account.version,
        }),
      },
    );
  }

  private link(request: SelfServiceRequest, pem: string): Promise<RouteResponse> {
    const { accountId: account, context } = request.user;
    const input = { account, presented: context.fingerprint, pem };
    return this.changes.change(request, this.own.renewCertificate, input, {
      toBody: (link) => ({
        body: { ...toBody(link), next: afterNewCertificate(link.info, context.fingerprint) },
        version: link.account.version,
      }),
    });
  }
}

const toBody = ({ info, daysLeft, notes, trusted }: CertificateLink): object => {
  const { key, ...rest } = info;
  return { ...rest, keyType: key.name, daysLeft, trusted, notes };
};
