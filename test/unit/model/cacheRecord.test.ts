import assert from 'node:assert/strict';
import { newDataKey, openCacheKey } from '../../../src/model/cacheKey.ts';
import { openRecord, scanRecords, sealRecord } from '../../../src/model/cacheRecord.ts';

const reply = { text: 'return total;', stopped: 'end' } as const;

/** The checksum of a record's header, as a forger would make it too. */
function checksum(header: Uint8Array): number {
  return header.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), 0x811c9dc5) >>> 0;
}

describe('record of the cache', () => {
  it('comes back under its own key and data key only', async () => {
    const cacheKey = await openCacheKey(newDataKey());
    const record = await sealRecord(cacheKey, 'a', reply, 1_000);
    assert.ok(record);
    assert.deepEqual(await openRecord(cacheKey, 'a', record), reply);
    assert.equal(await openRecord(cacheKey, 'b', record), undefined);
    assert.equal(await openRecord(await openCacheKey(newDataKey()), 'a', record), undefined);
  });

  it('S39 does not open with a header that was forged, whatever its checksum says', async () => {
    const cacheKey = await openCacheKey(newDataKey());
    const record = await sealRecord(cacheKey, 'a', reply, 1_000);
    assert.ok(record);
    for (const at of [4, 19, 20, 23, 24, 35]) {
      const forged = record.slice();
      forged[at] = (forged[at] ?? 0) ^ 1;
      new DataView(forged.buffer).setUint32(36, checksum(forged.subarray(0, 36)), true);
      assert.equal(scanRecords(forged).records.length, 1, 'the checksum is right');
      assert.equal(await openRecord(cacheKey, 'a', forged), undefined, `byte ${at}`);
    }
  });

  it('never looks the same twice', async () => {
    const cacheKey = await openCacheKey(newDataKey());
    const [one, other] = await Promise.all(
      [1, 2].map(() => sealRecord(cacheKey, 'a', reply, 1_000)),
    );
    assert.notDeepEqual(one?.slice(24), other?.slice(24));
  });

  it('is found up to the first that is not whole', async () => {
    const cacheKey = await openCacheKey(newDataKey());
    const record = await sealRecord(cacheKey, 'a', reply, 1_000);
    assert.ok(record);
    for (let bytes = 0; bytes <= record.length; bytes++) {
      const torn = new Uint8Array(record.length + bytes);
      torn.set(record);
      torn.set(record.subarray(0, bytes), record.length);
      const { end, records } = scanRecords(torn);
      const whole: number = bytes === record.length ? 2 : 1;
      assert.deepEqual([records.length, end], [whole, whole * record.length]);
    }
  });
});
