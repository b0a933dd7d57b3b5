import type { Contract } from '../contract.js';
import { AvistaController } from './controller.js';
import { answerRefusal } from './refusals.js';
import { WhoamiController } from './whoami.controller.js';

/** The main contract, always on: sources 000 and 001, and `whoami` beside it. */
export const avista: Contract = {
  name: 'avista',
  paths: ['/api/auth/token', '/api/auth/whoami'],
  recordedPaths: ['/api/auth/token'],
  controllers: [AvistaController, WhoamiController],
  tokens: { algorithms: ['HS256', 'RS256'], typs: ['JWT'] },
  answer: answerRefusal,
};
