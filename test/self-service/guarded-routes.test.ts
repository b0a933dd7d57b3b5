import 'reflect-metadata';
import { Controller, Get, Module, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { expect, test } from 'vitest';
import { AppModule } from '../../src/app/app.module.js';
import { MerchantGuard } from '../../src/self-service/merchant.guard.js';
import { createLogger } from '../../src/telemetry/logger.js';
import { sharedApp } from '../support/test-app.js';

const { config } = await sharedApp();
const around = {
  log: createLogger('silent'),
  monotonicClock: () => performance.now(),
  processClock: () => Date.now(),
};

/** Whether the application starts with this controller in it; else what it says. */
const startOf = async (controller: new () => object): Promise<string> => {
  @Module({ imports: [AppModule.with(config, around)], controllers: [controller] })
  class Planted {}
  const app = await NestFactory.create(Planted, new FastifyAdapter(), { logger: false, abortOnError: false });
  try {
    await app.init();
    return 'started';
  } catch (error) {
    return (error as Error).message;
  } finally {
    await app.close();
  }
};

test('a route at or below /api/account without the guard does not start, and is named', async () => {
  @Controller('api/account/planted')
  class Open {
    @Get()
    list(): void {}
  }
  @Controller('api')
  class Sideways {
    @Get('account/planted')
    list(): void {}
  }
  for (const controller of [Open, Sideways])
    expect(await startOf(controller)).toBe(
      `${controller.name}: is below /api/account/ without the guard; use @SelfServiceRoutes`,
    );
});

test('one with the guard starts, and so does a neighbour that is outside self-service', async () => {
  @Controller('api/account/planted')
  @UseGuards(MerchantGuard)
  class Closed {
    @Get()
    list(): void {}
  }
  @Controller('api/accounts')
  class Neighbour {
    @Get()
    list(): void {}
  }
  for (const controller of [Closed, Neighbour]) expect(await startOf(controller)).toBe('started');
});
