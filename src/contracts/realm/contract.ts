import type { Contract } from '../contract.js';
import { RealmController } from './controller.js';
import { answerRefusal } from './refusals.js';

const path = '/auth/realms/:realm/protocol/openid-connect/token';

/** Source 002: users with a password. Off unless it is enabled: docs/contracts/realm.md. */
export const realm: Contract = {
  name: 'realm',
  paths: [path],
  recordedPaths: [path],
  formPaths: [path],
  controllers: [RealmController],
  tokens: { algorithms: ['RS256'], typs: ['at+jwt'] },
  answer: answerRefusal,
};
