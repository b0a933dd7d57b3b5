import type { Contract } from '../contract.js';
import { PixController } from './controller.js';
import { answerRefusal } from './refusals.js';

/** Source 003, and the token endpoint of RFC 6749 in the same place: docs/contracts/pix.md. On by default. */
export const pix: Contract = {
  name: 'pix',
  paths: ['/oauth/token'],
  recordedPaths: ['/oauth/token'],
  formPaths: ['/oauth/token'],
  controllers: [PixController],
  tokens: { algorithms: ['RS256'], typs: ['JWT', 'at+jwt'] },
  answer: answerRefusal,
};
