import assert from 'node:assert/strict';
import { fillTemplateFor, templateRank } from '../../../src/model/templates.ts';
import upstream from '../../fixtures/models/fillTemplates.json' with { type: 'json' };

const unknown = { families: [], ownTemplate: '' };

function templateOf(model: string) {
  return fillTemplateFor(model, unknown);
}

const hole = {
  prefix: 'def add(a, b):\n    return ',
  suffix: '\n\nprint(add(1, 2))\n',
  path: 'src/add.py',
  languageId: 'python',
  singleLine: false,
  files: [],
};

/** A documented prompt with the sample in it. */
function filled(prompt: string): string {
  return prompt
    .replace('{prefix}', hole.prefix)
    .replace('{suffix}', hole.suffix)
    .replace('{path}', hole.path)
    .replace('{language}', 'Python')
    .replace('{otherPath}', 'src/sub.py')
    .replace('{other}', 'def sub(a, b): ...');
}

describe('fill templates', () => {
  for (const { template: name, models, prompt, filesPrompt, tokens } of upstream) {
    describe(name, () => {
      it('is recognised by the names of its models', () => {
        assert.deepEqual(
          models.map((model) => templateOf(model)?.name),
          models.map(() => name),
        );
      });

      it('renders the prompt that the model documents', () => {
        const [model = ''] = models;
        assert.equal(templateOf(model)?.render(hole), filled(prompt));
      });

      it(
        filesPrompt === undefined
          ? 'leaves files to comments'
          : 'shows other files as the model documents',
        () => {
          const [model = ''] = models;
          const template = templateOf(model);
          assert.equal(template?.fileTokens, filesPrompt !== undefined);
          if (filesPrompt !== undefined) {
            const files = [{ path: 'src/sub.py', text: 'def sub(a, b): ...' }];
            assert.equal(template?.render({ ...hole, files }), filled(filesPrompt));
          }
        },
      );

      it('knows every control token that the model documents', () => {
        const { marks = [], ends = [] } = templateOf(models[0] ?? '') ?? {};
        const known = [...marks, ...ends];
        assert.deepEqual(
          tokens.filter((token) => !known.includes(token)),
          [],
        );
      });
    });
  }

  it('asks CodeGeeX for one line where one line is wanted, and leaves an unknown language empty', () => {
    const rendered = templateOf('codegeex4')?.render({
      prefix: 'a',
      suffix: 'b',
      path: 'x.zig',
      languageId: 'zig',
      singleLine: true,
      files: [],
    });
    assert.match(rendered ?? '', /###LANGUAGE:\n###MODE:LINE\n/);
  });

  for (const model of [
    'llama3.1:8b',
    'qwen3:8b',
    'qwen2.5:7b',
    'mistral:7b',
    'gpt-4.1-nano',
    'codellama:34b-code',
    'codellama:7b-python',
    'codegemma:7b-instruct',
    'mamba-codestral:7b',
    'deepseek-r1:8b',
    'gemma3:4b',
  ]) {
    it(`knows none for ${model}`, () => {
      assert.equal(templateOf(model)?.name, undefined);
    });
  }

  it('believes the model’s own template more than its name', () => {
    const ownTemplate = '{{ .Prompt }} <PRE> x <SUF>y <MID>';
    const found = fillTemplateFor('starcoder-tuned', { families: ['starcoder2'], ownTemplate });
    assert.equal(found?.name, 'codellama');
  });

  it('tells templates with the same tokens apart by the name', () => {
    const ownTemplate = '<|fim_prefix|>{{ .Prompt }}<|fim_suffix|>{{ .X }}<|fim_middle|>';
    const named = (model: string) => fillTemplateFor(model, { families: [], ownTemplate })?.name;
    assert.deepEqual([named('codegemma:2b-code'), named('my-tune')], ['codegemma', 'qwen']);
  });

  it('knows a model of any name by its family', () => {
    const found = fillTemplateFor('my-tune', { families: ['starcoder2'], ownTemplate: '' });
    assert.equal(found?.name, 'starcoder2');
  });

  it('prefers Qwen2.5-Coder to CodeLlama, and any known model to an unknown one', () => {
    assert.ok(templateRank('qwen2.5-coder:7b') < templateRank('codellama:7b'));
    assert.ok(templateRank('codellama:7b') < templateRank('llama3'));
  });
});
