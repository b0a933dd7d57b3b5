import { Body, Param, Post, Req } from '@nestjs/common';
import type { ClientBundle } from '../management/make-client-bundle.js';
import type { SignedCertificate } from '../management/sign-certificate.js';
import { type AdminRequest, AdminRoutes } from './admin-routes.js';
import type { Answer } from '../edge/wing/answer.js';
import { bundleWish, signingWish, toldInspection } from './certificate-fields.js';
import { AdminDesk } from './desk.js';
import { Needs } from './needs.js';
import { read } from '../edge/wing/read.js';
import { withBundle, withoutBundle } from './told-bundle.js';

const toldSigned = (signed: SignedCertificate): Answer => ({
  body: {
    ...toldInspection(signed),
    account: signed.account.id,
    pem: signed.pem,
    chain: signed.chain,
  },
  version: signed.account.version,
});

/** Certificates that the gateway's own authority makes for an account. */
@AdminRoutes('accounts/:account/certificates')
export class CertificateMakingController {
  constructor(private readonly desk: AdminDesk) {}

  @Post('sign')
  @Needs('admin:write')
  sign(
    @Req() request: AdminRequest,
    @Param('account') account: string,
    @Body() body: unknown,
  ): Promise<Answer> {
    const { csr, ...wish } = read(signingWish, body);
    return this.desk.change(request, {
      work: (cases) => cases.signCertificate.run({ account, request: csr, ...wish }),
      tell: toldSigned,
    });
  }

  @Post('bundle')
  @Needs('admin:write')
  bundle(
    @Req() request: AdminRequest,
    @Param('account') account: string,
    @Body() body: unknown,
  ): Promise<Answer> {
    const { csr, ...wish } = read(bundleWish, body);
    const whole = { ...wish, account, ...(csr !== undefined && { request: csr }) };
    const keyMade = csr === undefined;
    return this.desk.change<ClientBundle>(request, {
      work: (cases) => cases.makeClientBundle.run(whole),
      tell: (bundle) => ({ body: withBundle(bundle), version: bundle.account.version }),
      tellAgain: (bundle) => ({
        body: keyMade ? withoutBundle(bundle) : withBundle(bundle),
        version: bundle.account.version,
      }),
    });
  }
}
