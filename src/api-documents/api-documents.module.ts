import { type DynamicModule, Module } from '@nestjs/common';
import { ApiDocumentsController } from './api-documents.controller.js';
import { ApiDocuments } from './api-documents.js';

/**
 * The OpenAPI documents, served beside the routes that they describe.
 *
 * This folder owns `/openapi/`; it must never make a document: tools/openapi does, and docs/openapi has
 * them.
 */
@Module({})
export class ApiDocumentsModule {
  /** `folder`: where the documents are. */
  static with(folder: string): DynamicModule {
    return {
      module: ApiDocumentsModule,
      controllers: [ApiDocumentsController],
      providers: [{ provide: ApiDocuments, useValue: new ApiDocuments(folder) }],
    };
  }
}
