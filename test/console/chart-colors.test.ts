import { expect, test } from 'vitest';
import { ColorPlaces } from '../../console/src/screens/home/chart-colors.js';

test('a cause keeps its color while it is shown, whatever its rank becomes, and no two have the same', () => {
  const places = new ColorPlaces();
  expect(places.of(['secret', 'certificate', 'network'])).toEqual([0, 1, 2]);
  expect(places.of(['network', 'secret', 'certificate'])).toEqual([2, 0, 1]);
  expect(places.of(['network', 'scope', 'secret'])).toEqual([2, 1, 0]);
  expect(places.of(['certificate', 'network', 'scope', 'secret'])).toEqual([3, 2, 1, 0]);
});

test('six causes have six colors, also after others had them', () => {
  const places = new ColorPlaces();
  places.of(['a', 'b', 'c', 'd', 'e', 'f']);
  const found = places.of(['g', 'f', 'h', 'a', 'i', 'others']);
  expect(found.toSorted((one, other) => one - other)).toEqual([0, 1, 2, 3, 4, 5]);
  expect([found[1], found[3]]).toEqual([5, 0]);
});
