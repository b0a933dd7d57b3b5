import type { Contract } from '../contract.js';
import { answerRefusal } from './refusals.js';

/** The main contract, always on: sources 000 and 001, and `whoami` beside it. */
export const avista: Contract = {
  name: 'avista',
  paths: ['/api/auth/token', '/api/auth/whoami'],
  recordedPaths: ['/api/auth/token'],
  answer: answerRefusal,
};

/** The published lifetime of its tokens. */
export const avistaTokenSeconds = 1800;
