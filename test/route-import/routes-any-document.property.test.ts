import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ManagementError } from '../../src/core/shared/management-error.js';
import { readRouteTable } from '../../src/route-import/read-route-table.js';
import { documentOf, imported, reads } from './small-document.js';

/** What a document may have in the place of anything. */
const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom('#', '#/', '#/paths', '__proto__', 'constructor', '{x}', '/a', null, {
    $ref: '#/paths/~1a',
  }),
);
const path = fc.oneof(
  fc
    .array(fc.constantFrom('a', 'b', '{x}', '{y}', 'a.b', '', '..', '%2f', 'api', 'oauth'), { maxLength: 4 })
    .map((all) => `/${all.join('/')}`),
  fc.string(),
);

test('whatever a document has in it, the answer is a table or a sentence', () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        path,
        fc.oneof(
          fc.dictionary(
            fc.constantFrom('get', 'put', '$ref', 'servers', 'x-y'),
            fc.oneof(odd, fc.constant(reads)),
          ),
          odd,
        ),
      ),
      fc.dictionary(fc.constantFrom('servers', 'security', 'components', 'info', 'openapi'), odd),
      (paths, more) => {
        try {
          const { table, files } = imported(JSON.stringify(documentOf(paths, more)));
          const [, , file = { file: '', text: '' }] = files;
          expect(readRouteTable(file)).toEqual(table);
        } catch (error) {
          if (!(error instanceof ManagementError)) throw error;
          expect(error.message).toMatch(/^(document|--name): \S/);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('whatever path a rule has, NGINX gets one location for it, and nothing ends the location early', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 30 }), (text) => {
      try {
        const { files } = imported(documentOf({ [`/${text}`]: { get: reads } }));
        expect(files[1]?.text.split('\n').slice(2, 7)).toEqual([
          expect.stringMatching(/^location (=|~) "[^"\\\n]+" \{$/),
          '    include protected.conf;',
          '    proxy_pass http://portaria_api_small;',
          '}',
          '',
        ]);
      } catch (error) {
        if (!(error instanceof ManagementError)) throw error;
      }
    }),
    { numRuns: 500 },
  );
});
