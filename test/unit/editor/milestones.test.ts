import assert from 'node:assert/strict';
import { createMilestones } from '../../../src/editor/milestones.ts';

function setUp() {
  const told: string[] = [];
  let opened = () => {};
  const reached = createMilestones({
    setContext: (key, value) => told.push(`${key} ${value}`),
    onOpened: (listener) => {
      opened = listener;
    },
  });
  return { told, reached, open: () => opened() };
}

const accepted = ['ghostline.accepted true', 'ghostline.accepted false'];

describe('a milestone', () => {
  it('is told once, and its key stays true for no step that VS Code comes to know later', () => {
    const { reached, told } = setUp();
    reached('ghostline.accepted');
    reached('ghostline.accepted');
    reached('ghostline.suggested');
    assert.deepEqual(told, [...accepted, 'ghostline.suggested true', 'ghostline.suggested false']);
  });

  it('is told again when it is reached after the walkthrough was opened', () => {
    const { open, reached, told } = setUp();
    reached('ghostline.accepted');
    open();
    assert.deepEqual(told, accepted);
    reached('ghostline.accepted');
    reached('ghostline.accepted');
    assert.deepEqual(told, [...accepted, ...accepted]);
  });
});
