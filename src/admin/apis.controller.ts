import { Body, Get, Headers, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import type { RequestQuestion } from '../core/protected-apis/request-check.js';
import { acceptedLanguage } from '../http/accepted-language.js';
import { noInput } from '../http/problem-details/no-input.js';
import { pageOfNamed, pageResponse } from '../http/problem-details/page.js';
import { parseInput } from '../http/problem-details/parse-input.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { ProtectedApiUseCases } from '../management/protected-apis/protected-api-use-cases.js';
import { AdminRoutes } from './admin-routes.js';
import { apiRequestBody, apiRulesQuery, apisQuery, newDocumentBody } from './api-fields.js';
import { RequireScope } from './require-scope.js';

/** `/api/admin/apis`: the protected APIs. No route of it changes anything. */
@AdminRoutes('apis')
export class ApisController {
  constructor(private readonly apis: ProtectedApiUseCases) {}

  @Get()
  @RequireScope('admin:read')
  async list(@Query() query: unknown): Promise<RouteResponse> {
    const { limit, cursor: after } = parseInput(apisQuery, query);
    const { apis, ...rest } = await this.apis.list.run();
    const page = pageOfNamed(apis, ({ name }) => name, { limit, after });
    return { body: { ...Object(page.body), ...rest } };
  }

  @Get(':api')
  @RequireScope('admin:read')
  async show(@Param('api') api: string, @Query() query: unknown): Promise<RouteResponse> {
    parseInput(noInput, query);
    return { body: await this.apis.show(api) };
  }

  @Get(':api/rules')
  @RequireScope('admin:read')
  async rules(@Param('api') api: string, @Query() query: unknown): Promise<RouteResponse> {
    const { limit, cursor: after, ...question } = parseInput(apiRulesQuery, query);
    const rules = await this.apis.rules.run({ api, ...question });
    const behind = rules.filter(({ id }) => after === null || Number(id) > Number(after));
    return pageResponse(
      behind,
      limit,
      ({ id }) => id,
      ({ id: _id, ...rule }) => rule,
    );
  }

  @Post(':api/check')
  @HttpCode(200)
  @RequireScope('admin:read')
  async check(
    @Param('api') api: string,
    @Query() query: unknown,
    @Body() body: unknown,
    @Headers('accept-language') accepted: string | undefined,
  ): Promise<RouteResponse> {
    parseInput(noInput, query);
    const language = acceptedLanguage(accepted);
    const question = questionOf(parseInput(apiRequestBody, body));
    return { body: await this.apis.check.run({ api, language, ...question }), language };
  }

  @Post(':api/diff')
  @HttpCode(200)
  @RequireScope('admin:read')
  async diff(
    @Param('api') api: string,
    @Query() query: unknown,
    @Body() body: unknown,
  ): Promise<RouteResponse> {
    parseInput(noInput, query);
    return { body: await this.apis.compare.run(api, parseInput(newDocumentBody, body)) };
  }
}

/** Without a certificate, the token is used with the one that it is bound to. */
const questionOf = ({
  method,
  path,
  token = '',
  certificate,
  claims,
}: z.output<typeof apiRequestBody>): RequestQuestion => ({
  ...{ method, path },
  presented: claims ?? { token, certificateFingerprint: certificate === undefined ? 'any' : certificate },
});
