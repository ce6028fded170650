import assert from 'node:assert/strict';
import { shownOrigin } from '../../../src/model/address.ts';
import { createModelSource } from '../../../src/model/modelSource.ts';
import { parseSettings } from '../../../src/settings.ts';
import { handClock } from '../completion/support.ts';
import { scriptedMemory, scriptedOllama, scriptedOpenAi } from './support.ts';

const never = new AbortController().signal;
const pasted = 'sk-proj-canary0123456789';

describe('the address of a server', () => {
  for (const server of ['ollama', 'openai'] as const) {
    it(`S12 of ${server} is a key that was pasted there: it stands in no message and no list`, async () => {
      const said: string[] = [];
      const say = (text: string) => void said.push(text);
      const clock = handClock();
      const settings = parseSettings((key) =>
        key === 'provider' ? server : key.endsWith('.baseUrl') ? pasted : undefined,
      );
      const source = createModelSource({
        settings: () => settings,
        keyFor: async () => undefined,
        openOllama: async () => scriptedOllama([]),
        openOpenAi: async () => scriptedOpenAi([]),
        freeMemoryBytes: () => 5e9,
        memory: scriptedMemory(),
        now: clock.now,
        random: () => 1,
        after: clock.after,
        log: { trace: say, debug: say, info: say, warn: say, error: say },
      });
      const told = (work: Promise<unknown>) => work.catch((error: Error) => error.message);
      const found = [
        await source.catalog.ollama(never),
        await source.catalog.openAi(never),
        await told(source.chat.find(never)),
        await told(source.named({ backend: server, name: 'm' }, never)),
        await told(source.inspection.server(never)),
        source.current(),
        shownOrigin(settings, server),
      ];
      const all = JSON.stringify([...found, ...said]);
      assert.ok(!all.includes('canary'), all);
      assert.ok(all.includes(`not a URL`) && all.includes(`ghostline.${server}.baseUrl`), all);
    });
  }

  it('is shown without name, password and path', () => {
    const shown = (address: string) =>
      shownOrigin(
        parseSettings((key) => (key === 'openai.baseUrl' ? address : undefined)),
        'openai',
      );
    assert.equal(shown('https://me:pass@models.test:8443/v1?key=k'), 'https://models.test:8443');
    assert.equal(shown('sk:abc'), 'ghostline.openai.baseUrl');
  });
});
