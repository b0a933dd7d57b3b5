import { z } from 'zod';
import { pageFields } from '../../src/http/problem-details/page.js';
import { pageOf } from '../openapi-bodies/page.js';
import type { Success } from './operation.js';

export const ok = (description: string, schema: z.ZodType, more: Partial<Success> = {}): Success => ({
  status: 200,
  description,
  body: schema,
  ...more,
});
export const created = (description: string, schema: z.ZodType, more: Partial<Success> = {}): Success => ({
  ...ok(description, schema, more),
  status: 201,
});
export const etag = { etag: true } as const;
export const page = (description: string, item: z.ZodType, more: z.ZodRawShape = {}): Success =>
  ok(description, pageOf(item).extend(more));
export const pageQuery = z.strictObject(pageFields);
