import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { TokenVerifier } from '../core/token-verifier.js';
import { GatewayWing } from './gateway-wing.js';
import { RoutesFolder } from './routes-folder.js';
import { type GoodTokens, VerifyRequest } from './verify-request.js';
import { VerifyController } from './verify.controller.js';

export interface GatewaySurroundings {
  readonly good: GoodTokens;
  /** Whether a token may come in `Authentication`: while the contract realm is on. */
  readonly authentication: boolean;
  readonly stopwatch: () => number;
}

/** Lets NGINX ask which requests may pass to the APIs behind it. */
@Module({})
export class GatewayModule {
  static with({ folder }: Config['routes'], around: GatewaySurroundings): DynamicModule {
    const routes = new RoutesFolder(folder, around.stopwatch);
    return {
      module: GatewayModule,
      global: true,
      controllers: [VerifyController],
      providers: [
        { provide: RoutesFolder, useValue: routes },
        {
          provide: VerifyRequest,
          useFactory: (verifier: TokenVerifier) =>
            new VerifyRequest(verifier, routes, around.good, { authentication: around.authentication }),
          inject: [TokenVerifier],
        },
        GatewayWing,
      ],
      exports: [RoutesFolder],
    };
  }
}
