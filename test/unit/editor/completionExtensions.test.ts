import assert from 'node:assert/strict';
import { competing, isCompletionExtension } from '../../../src/editor/completionExtensions.ts';

const copilotOn = { aiDisabled: false, enable: { '*': true, plaintext: false } };

function extension(id: string, isActive = true) {
  return { id, isActive };
}

describe('another completion extension', () => {
  it('is known by its id, in any case', () => {
    assert.equal(isCompletionExtension('Continue.continue'), true);
    assert.equal(isCompletionExtension('TabNine.tabnine-vscode'), true);
    assert.equal(isCompletionExtension('ms-python.python'), false);
    assert.equal(isCompletionExtension('ghostline.ghostline'), false);
  });

  it('competes once it is active', () => {
    const sleeping = extension('Continue.continue', false);
    const awake = extension('Codeium.codeium');
    assert.deepEqual(competing([sleeping], copilotOn), []);
    assert.deepEqual(competing([sleeping, awake], copilotOn), [awake]);
  });

  it('competes as Copilot while that may complete in some language', () => {
    const copilot = extension('GitHub.copilot-chat');
    assert.deepEqual(competing([copilot], copilotOn), [copilot]);
    const onlyPython = { aiDisabled: false, enable: { '*': false, python: true } };
    assert.deepEqual(competing([copilot], onlyPython), [copilot]);
  });

  it('is not alone where several are active', () => {
    const several = [extension('GitHub.copilot'), extension('TabbyML.vscode-tabby')];
    const sleeping = extension('Continue.continue', false);
    assert.deepEqual(competing([...several, sleeping], copilotOn), several);
  });

  it('does not compete as Copilot that the user turned off', () => {
    const copilot = extension('GitHub.copilot');
    assert.deepEqual(competing([copilot], { aiDisabled: false, enable: { '*': false } }), []);
    assert.deepEqual(competing([copilot], { ...copilotOn, aiDisabled: true }), []);
  });

  it('is found behind a Copilot that is turned off', () => {
    const tabby = extension('TabbyML.vscode-tabby');
    const off = { ...copilotOn, aiDisabled: true };
    assert.deepEqual(competing([extension('GitHub.copilot'), tabby], off), [tabby]);
  });
});
