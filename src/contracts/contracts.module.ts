import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { avista } from './avista/contract.js';
import { AvistaController } from './avista/controller.js';
import { WhoamiController } from './avista/whoami.controller.js';
import { ContractFilter } from './contract.filter.js';
import { Contracts } from './contract.js';

/** Lists the wire contracts that are on. */
@Module({
  controllers: [AvistaController, WhoamiController],
  providers: [
    { provide: Contracts, useValue: new Contracts(avista) },
    ContractFilter,
    { provide: APP_FILTER, useExisting: ContractFilter },
  ],
})
export class ContractsModule {}
