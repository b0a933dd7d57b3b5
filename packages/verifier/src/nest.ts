import {
  type CanActivate,
  type CustomDecorator,
  type ExecutionContext,
  HttpException,
  Injectable,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { NodeRequest } from './node-request.js';
import { checkedScopes } from './scopes.js';
import { TokenError } from './token-error.js';
import { rememberToken } from './verified-tokens.js';
import { Verifier } from './verifier.js';

const scopesKey = 'portaria:scopes';

/**
 * Sets the scopes that a token must have, all of them. Used on a controller, on a route, or on
 * both; then the scopes of both are required.
 */
export const RequireScopes = (...scopes: readonly string[]): CustomDecorator =>
  SetMetadata(scopesKey, checkedScopes(scopes));

/**
 * A guard for Nest, tested with version 12 on Express and on Fastify: it lets a request through
 * that has a valid token with the scopes of `@RequireScopes`; without that decorator, with any
 * scopes. The application provides the `Verifier`.
 */
@Injectable()
export class PortariaGuard implements CanActivate {
  constructor(
    private readonly verifier: Verifier,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    // A message of a queue or a web socket has no header Authorization of its own.
    if (context.getType() !== 'http') return false;
    const http = context.switchToHttp();
    const request = http.getRequest<NodeRequest | { readonly raw: NodeRequest }>();
    try {
      const token = await this.verifier.verifyRequest(
        'raw' in request ? request.raw : request,
        this.scopesFor(context),
      );
      rememberToken(request, token);
      return true;
    } catch (reason) {
      if (!(reason instanceof TokenError)) throw reason;
      const response = http.getResponse<{ header(name: string, value: string): unknown }>();
      for (const [name, value] of Object.entries(reason.headers)) response.header(name, value);
      throw new HttpException(reason.body, reason.status, { cause: reason });
    }
  }

  private scopesFor(context: ExecutionContext): string[] {
    const places = [context.getClass(), context.getHandler()];
    return places.flatMap(
      (place) => this.reflector.get<readonly string[] | undefined>(scopesKey, place) ?? [],
    );
  }
}
