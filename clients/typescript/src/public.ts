export type { ApiResponse } from './api-response.js';
export type { ClientOptions, Contract, PemFiles, Pkcs12File } from './client-options.js';
export { type ApiCall, PortariaClient } from './portaria-client.js';
export { ConfigurationError, ConnectionError, PortariaError, ResponseError } from './portaria-error.js';
export type { RenewedCertificate, RotatedSecret, SelfService } from './self-service.js';
