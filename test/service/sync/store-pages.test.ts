import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mapPage } from '../../../service/fields/map-page.js';
import { compileMapping } from '../../../service/mapping/compile-mapping.js';
import { splitByKept } from '../../../service/sync/store-pages.js';

const mapping = compileMapping('activity', [
  { field: 'subject', crm: 'title', direction: 'both', transforms: [] },
  { field: 'duration_s', crm: 'duration', direction: 'both', transforms: [] },
]);

function page(cursor: string, ...all: Record<string, unknown>[]) {
  const records = all.map((values, index) => ({
    ...{ remoteId: `${cursor}-${index}`, values, refs: {}, updatedAt: null, archived: false, mergedIds: [] },
  }));
  return { rows: mapPage(mapping, records), merges: [], cursor, total: null };
}

test('pages that lack a field are not stored with those that have it, whose values would be left out', () => {
  const note = { title: 'A note' };
  const call = { title: 'A call', duration: 60 };
  const batch = [page('1', note, note), page('2', note), page('3', call, note), page('4', note)];
  assert.deepEqual(
    splitByKept(batch).map((part) => part.map(({ cursor }) => cursor)),
    [['1', '2'], ['3'], ['4']],
  );
  assert.deepEqual(splitByKept([]), []);
});
