import assert from 'node:assert/strict';
import { type PowerSupply, runsOnBattery } from '../../../src/editor/powerSupply.ts';

function supply(type: string, more: Partial<PowerSupply> = {}): PowerSupply {
  return { type, scope: '', status: '', online: '', ...more };
}

const discharging = supply('Battery', { status: 'Discharging' });

describe('the computer', () => {
  it('runs on battery when its battery discharges without a charger', () => {
    assert.equal(runsOnBattery([discharging, supply('Mains', { online: '0' })]), true);
    assert.equal(runsOnBattery([discharging]), true);
  });

  it('is plugged in when a charger gives power, also when a second battery discharges', () => {
    assert.equal(runsOnBattery([supply('Mains', { online: '1' }), discharging]), false);
    assert.equal(runsOnBattery([supply('USB', { online: '1' }), discharging]), false);
  });

  it('is plugged in when its battery is full or is charged', () => {
    assert.equal(runsOnBattery([supply('Battery', { status: 'Full' })]), false);
    assert.equal(runsOnBattery([supply('Battery', { status: 'Charging' })]), false);
  });

  it('does not run on the battery of its mouse', () => {
    const mouse = supply('Battery', { scope: 'Device', status: 'Discharging' });
    assert.equal(runsOnBattery([mouse]), false);
  });

  it('is plugged in when it has no supplies to ask', () => {
    assert.equal(runsOnBattery([]), false);
  });
});
