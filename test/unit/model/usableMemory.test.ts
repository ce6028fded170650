import assert from 'node:assert/strict';
import { usableMemory } from '../../../src/model/usableMemory.ts';

const gigabyte = 1e9;

describe('usableMemory', () => {
  const facts = { total: 16 * gigabyte, free: 3 * gigabyte, available: 3 * gigabyte };

  it('is what the system calls available, within the limits of a container', () => {
    assert.equal(usableMemory({ ...facts, platform: 'linux' }), 3 * gigabyte);
    const limited = { ...facts, platform: 'linux', available: gigabyte };
    assert.equal(usableMemory(limited), gigabyte);
    assert.equal(usableMemory({ ...facts, platform: 'win32' }), 3 * gigabyte);
  });

  it('is half of a Mac whose figure leaves out what macOS frees on demand', () => {
    const mac = { ...facts, platform: 'darwin', free: 0.1 * gigabyte, available: 0.11 * gigabyte };
    assert.equal(usableMemory(mac), 8 * gigabyte);
    assert.equal(usableMemory({ ...mac, free: 9e9, available: 9e9 }), 9 * gigabyte);
  });

  it('is the figure of a Mac that counts it', () => {
    const mac = { ...facts, platform: 'darwin', free: 0.1 * gigabyte, available: 4 * gigabyte };
    assert.equal(usableMemory(mac), 4 * gigabyte);
  });
});
