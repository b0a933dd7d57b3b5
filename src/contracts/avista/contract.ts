import { signingAlgorithms } from '../../core/keys/signing-key.js';
import type { Contract } from '../contract.js';
import { toAvistaRefusalResponse } from './refusals.js';
import { toAvistaTokenRequest } from './request.js';
import { toAvistaToken } from './response.js';
import { WhoamiController } from './whoami.controller.js';

const path = '/api/auth/token';

/**
 * The main contract, always on: published documents 000 and 001, and `whoami` beside it.
 *
 * This folder owns the wire format of docs/reference/contracts/avista.md; it must never let two 401 responses
 * differ.
 */
export const avista: Contract = {
  name: 'avista',
  paths: [path, '/api/auth/whoami'],
  recordedPaths: [path],
  controllers: [WhoamiController],
  tokens: {
    algorithms: signingAlgorithms,
    typs: ['JWT'],
    endpoint: { issuesTo: 'clients', path, status: 201, parse: toAvistaTokenRequest, respond: toAvistaToken },
  },
  errorResponse: toAvistaRefusalResponse,
};
