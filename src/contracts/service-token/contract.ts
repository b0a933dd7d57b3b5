import type { Contract } from '../contract.js';
import { ServiceTokenController } from './controller.js';
import { platformNames } from './names.js';
import { answerRefusal } from './refusals.js';

/**
 * Source 004: docs/contracts/service-token.md. Off unless enabled, and for credentials that are allowed it alone: its clients are told
 * an unknown client from a wrong secret.
 */
export const serviceToken: Contract = {
  name: 'service-token',
  paths: ['/avxapi/acctmgmt-get-service-token'],
  recordedPaths: ['/avxapi/acctmgmt-get-service-token'],
  textPaths: ['/avxapi/acctmgmt-get-service-token'],
  controllers: [ServiceTokenController],
  tokens: { algorithms: ['HS256', 'RS256'], typs: ['JWT'], names: platformNames },
  answer: answerRefusal,
};
