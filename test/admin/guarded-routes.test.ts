import 'reflect-metadata';
import { Controller, Get, Module, Post, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { expect, test } from 'vitest';
import { OperatorGuard } from '../../src/admin/operator.guard.js';
import { RequireScope } from '../../src/admin/require-scope.js';
import { AppModule } from '../../src/app/app.module.js';
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

test('a route below /api/admin without a scope does not start, and is named', async () => {
  @Controller('api/admin/planted')
  @UseGuards(OperatorGuard)
  class Forgotten {
    @Get()
    @RequireScope('admin:read')
    list(): void {}

    @Post()
    make(): void {}
  }
  expect(await startOf(Forgotten)).toBe('Forgotten.make: states no scope; add @RequireScope');
});

test('a controller below /api/admin without the guard does not start, however its path is written', async () => {
  @Controller('/api/admin/planted/')
  class Open {
    @Get()
    @RequireScope('admin:read')
    list(): void {}
  }
  @Controller('api')
  class Sideways {
    @Get('admin/planted')
    @RequireScope('admin:read')
    list(): void {}
  }
  @Controller(['elsewhere', 'api/admin'])
  class Twice {
    @Get(['other', 'planted'])
    @RequireScope('admin:read')
    list(): void {}
  }
  for (const controller of [Open, Sideways, Twice])
    expect(await startOf(controller)).toContain(`${controller.name}: is below /api/admin/ without the guard`);
});

test('one with both starts, and so does one that is outside the admin API', async () => {
  @Controller('api/admin/planted')
  @UseGuards(OperatorGuard)
  class Closed {
    @Get(':id')
    @RequireScope('admin:read')
    list(): void {}
  }
  @Controller('api/administration')
  class Elsewhere {
    @Get()
    list(): void {}
  }
  expect(await startOf(Closed)).toBe('started');
  expect(await startOf(Elsewhere)).toBe('started');
});
