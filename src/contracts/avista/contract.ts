import { signingAlgorithms } from '../../core/keys/signing-key.js';
import type { Contract } from '../contract.js';
import { CertificateHolderRefusalsController } from './certificate-holder-refusals.controller.js';
import { toAvistaRefusalResponse } from './refusals.js';
import { toAvistaTokenRequest } from './request.js';
import { toAvistaToken } from './response.js';
import { WhoamiController } from './whoami.controller.js';

const path = '/api/auth/token';

/**
 * The main contract, always on: published documents 000 and 001, and beside it `whoami`, and why
 * a request was rejected.
 *
 * This folder owns the wire format of docs/reference/contracts/avista.md; it must never let two 401 responses
 * differ.
 */
export const avista: Contract = {
  name: 'avista',
  paths: [path, '/api/auth/whoami', '/api/auth/refusals/:requestId'],
  pathsWithRecordedRefusals: [path],
  controllers: [WhoamiController, CertificateHolderRefusalsController],
  tokens: {
    algorithms: signingAlgorithms,
    typs: ['JWT'],
    endpoint: { issuesTo: 'clients', path, status: 201, parse: toAvistaTokenRequest, respond: toAvistaToken },
  },
  errorResponse: toAvistaRefusalResponse,
};
