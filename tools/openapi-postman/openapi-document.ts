import { z } from 'zod';

const parameter = z.object({
  $ref: z.string().optional(),
  in: z.string().optional(),
  name: z.string().optional(),
  description: z.string().optional(),
});

const operation = z.object({
  operationId: z.string(),
  tags: z.tuple([z.string()]),
  summary: z.string(),
  description: z.string().optional(),
  parameters: z.array(parameter).default([]),
  requestBody: z
    .object({
      content: z.record(z.string(), z.object({ example: z.record(z.string(), z.json()).optional() })),
    })
    .optional(),
  responses: z.record(z.string(), z.unknown()),
});

/** What a collection needs of an OpenAPI document. */
export const openapiDocument = z.object({
  tags: z.array(z.object({ name: z.string(), description: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ parameters: z.record(z.string(), parameter).default({}) }),
});

export type OpenapiDocument = z.infer<typeof openapiDocument>;
export type DocumentedOperation = z.infer<typeof operation>;
export type DocumentedParameter = z.infer<typeof parameter>;
