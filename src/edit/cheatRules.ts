/** In which way an edit silences a problem instead of repairing it. */
export type CheatKind =
  | 'deleted code'
  /** What the code did is gone; something that does nothing stands there. */
  | 'emptied code'
  | 'commented out code'
  | 'any type'
  | 'cast'
  | 'non-null assertion'
  /** A comment, attribute or setting that keeps a check from speaking. */
  | 'check switched off'
  | 'swallowed error'
  | 'removed test'
  | 'skipped test'
  | 'constant condition'
  | 'forced style';

/** A pattern that nobody adds to repair something. */
export interface CheatRule {
  readonly kind: CheatKind;
  /** Where it is looked for: code without strings and comments, comments, or the line as it is. */
  readonly part: 'code' | 'comment' | 'line';
  readonly pattern: RegExp;
  /** Absent: every language. */
  readonly languages?: readonly string[];
  /** Lines that are something else. */
  readonly except?: RegExp;
}

const typed = ['typescript', 'typescriptreact', 'vue', 'svelte', 'astro'];
const scripts = [...typed, 'javascript', 'javascriptreact'];
const cFamily = ['c', 'cpp', 'cuda-cpp', 'objective-c'];

/** Types that a cast may name in lower case. */
const plainTypes = [
  'string',
  'number',
  'boolean',
  'unknown',
  'never',
  'any',
  'object',
  'symbol',
  'bigint',
  'undefined',
  'null',
].join('|');

/** Comments by which linters and compilers are told to be silent; each tool's documentation names its own. */
const silencing = [
  '@ts-(?:ignore|expect-error|nocheck)',
  '(?:eslint|tslint|jshint|oxlint|stylelint|solhint|yamllint|markdownlint|htmlhint)[-: ](?:disable|ignore)',
  '(?:biome|deno-lint)-ignore',
  '(?:istanbul|c8|v8) ignore',
  '\\$Flow(?:FixMe|Ignore|Issue)',
  'type:\\s*ignore',
  '(?:ruff|flake8):\\s*noqa|\\bnoqa\\b',
  '(?:pylint|rubocop|credo|swiftlint|shellcheck|scalafix):?\\s*(?:disable|off)',
  'pyright:\\s*(?:ignore|basic)|mypy:\\s*(?:ignore|allow|disable)',
  '\\bnosec\\b|pragma:\\s*no ?cover',
  'no-?lint\\b|lint:ignore|NOLINT',
  'NOSONAR|noinspection|CHECKSTYLE[: ]OFF|ReSharper disable',
  '@phpstan-ignore|@psalm-suppress|phpcs:(?:ignore|disable)|@codingStandardsIgnore',
  'cppcheck-suppress|clang-format off',
  '\\bignore(?:_for_file)?:\\s*\\w+',
  'tfsec:ignore|checkov:skip|HLINT ignore|steep:ignore|typed:\\s*(?:false|ignore)',
].join('|');

/** All rules. A pattern counts when the edit has it more often than what it replaces. */
export const cheatRules: readonly CheatRule[] = [
  { kind: 'check switched off', part: 'comment', pattern: new RegExp(silencing, 'i') },
  {
    kind: 'check switched off',
    part: 'code',
    pattern:
      /@(?:file:)?Suppress(?:Warnings|Lint)?\b|@nowarn\b|\bSuppressMessage\b|^\s*#\s*pragma\s+(?:warning\s*(?:\(?\s*disable)|(?:GCC|clang)\s+diagnostic\s+ignored)|^\s*#nullable\s+disable|#!?\[(?:allow|expect)\b|\bwarnings\.(?:filterwarnings|simplefilter)\b|\berror_reporting\s*\(\s*0|^\s*On Error Resume Next|^\s*set \+[eu]/,
  },
  {
    kind: 'check switched off',
    part: 'line',
    languages: ['json', 'jsonc'],
    pattern:
      /"(?:strict\w*|no[A-Z]\w*|exactOptional\w*|checkJs)"\s*:\s*false|"skipLibCheck"\s*:\s*true|"[\w@/-]+"\s*:\s*\[?\s*"(?:off|ignore)"|"[\w@]*[/-][\w@/-]*"\s*:\s*\[?\s*0\b/,
  },
  {
    kind: 'check switched off',
    part: 'line',
    languages: ['yaml', 'dockercompose', 'toml', 'ini'],
    pattern:
      /continue-on-error:\s*true|allow_failure:\s*true|ignore_errors\s*[:=]\s*[Tt]rue|ignore_missing_imports\s*=\s*[Tt]rue/,
  },
  {
    kind: 'any type',
    part: 'code',
    languages: typed,
    pattern:
      /(?:[:|&<(]|\bas|=>|\bextends|\breadonly)\s*any\b(?!\s*[.(:\w])|<[^<>()]*,\s*any\s*>|\bany\[\]|declare module "+\s*;/,
  },
  {
    kind: 'any type',
    part: 'code',
    languages: ['python'],
    pattern: /(?::|->|\[|,|\|)\s*(?:typing\.)?Any\b(?!\s*\()/,
    except: /^\s*(?:from|import)\b/,
  },
  {
    kind: 'any type',
    part: 'code',
    languages: ['csharp', 'dart'],
    pattern: /\bdynamic\b\s+\w|<dynamic>/,
  },
  {
    kind: 'any type',
    part: 'code',
    languages: ['go'],
    pattern: /\binterface\{\}|\bany\b(?!\s*[.(:])/,
  },
  {
    kind: 'cast',
    part: 'code',
    languages: [...typed, 'kotlin', 'dart'],
    pattern: new RegExp(
      `(?<!\\bsuch)\\s\\bas\\s+(?!const\\b)(?:[A-Z{[]|keyof\\b|typeof\\b|(?:${plainTypes})\\b)`,
    ),
    except:
      /^\s*(?:import|export)\b|^\s*(?:type\s+)?\w+ as \w+,?\s*$|\{#each|[{,]\s*\w+ as \w+\s*[,}].*\bfrom\b/,
  },
  {
    kind: 'cast',
    part: 'code',
    languages: ['typescript'],
    pattern: new RegExp(`(?:[=(,:]|\\breturn)\\s*<(?:[A-Z]\\w+|${plainTypes})>\\s*[a-z_$({]`),
  },
  { kind: 'cast', part: 'code', languages: ['swift'], pattern: /\bas!|\btry!/ },
  {
    kind: 'cast',
    part: 'code',
    languages: ['java', 'csharp', 'groovy'],
    pattern: /(?<![\w)]\s{0,3})\(\s*[A-Z]\w*(?:<[^()]*>)?(?:\[\])?\s*\)\s*[\w(]/,
    except: /\b(?:if|while|for|switch|catch)\s*\(\s*[A-Z]\w*\s*\)/,
  },
  {
    kind: 'cast',
    part: 'code',
    languages: cFamily,
    pattern:
      /\b(?:reinterpret|const)_cast\b|\((?:const\s+)?(?:unsigned\s+|struct\s+)?\w+\s*\*+\s*\)\s*[\w(&]|\(\s*void\s*\)\s*\w/,
  },
  {
    kind: 'cast',
    part: 'code',
    languages: ['python', 'scala', 'rust', 'haskell'],
    pattern:
      /\b(?:typing\.)?cast\s*\(|\basInstanceOf\b|\btransmute\b|\bunsafeCoerce\b|\bunsafe\s*\{/,
    except: /\.cast\(/,
  },
  {
    kind: 'non-null assertion',
    part: 'code',
    languages: [...typed, 'csharp', 'dart', 'swift'],
    pattern: /[\w)\]]!(?=[.[;,)\]}]|\s*$|\s+[-+*/<>?&|:]|:\s)(?!=)/,
  },
  { kind: 'non-null assertion', part: 'code', languages: ['kotlin'], pattern: /!!/ },
  {
    kind: 'non-null assertion',
    part: 'code',
    languages: ['rust'],
    pattern: /\.unwrap\(\)|\.unwrap_unchecked\(/,
  },
  {
    kind: 'swallowed error',
    part: 'code',
    pattern:
      /\.catch\(\s*(?:\(\s*\w*\s*\)|\w+)\s*=>\s*(?:\{\s*\}|null|undefined|void 0)\s*\)|\brescue\s+nil\b/,
  },
  {
    kind: 'swallowed error',
    part: 'code',
    languages: ['go'],
    pattern: /^\s*_\s*=\s*err\b|,\s*_\s*:?=\s*\w[\w.]*\(/,
  },
  { kind: 'swallowed error', part: 'code', languages: ['python'], pattern: /\bsuppress\s*\(/ },
  { kind: 'swallowed error', part: 'code', languages: ['swift'], pattern: /\btry\?/ },
  {
    kind: 'swallowed error',
    part: 'code',
    languages: ['php'],
    pattern: /(?:^|[=(,!]|\breturn)\s*@\w+\s*\(/,
  },
  {
    kind: 'swallowed error',
    part: 'code',
    languages: ['shellscript', 'dockerfile', 'makefile', 'powershell'],
    pattern: /2>\s*\/dev\/null|&>\s*\/dev\/null|\|\|\s*(?:true|:)(?:\s|$)|SilentlyContinue|^\t-\w/,
  },
  {
    kind: 'skipped test',
    part: 'code',
    languages: scripts,
    pattern:
      /\b(?:it|test|describe|context|suite)\.(?:skip|todo|only|fails|failing|fixme)\b|^\s*(?:xit|xtest|xdescribe|xcontext)\b|\bthis\.skip\(/,
  },
  {
    kind: 'skipped test',
    part: 'code',
    pattern:
      /@(?:pytest\.mark|unittest)\.(?:skip\w*|xfail|expectedFailure)|\bpytest\.(?:skip|xfail)\(|\.skipTest\(|^\s*@(?:Ignore|Disabled)\b|\[(?:Ignore|Explicit)\b|\bSkip\s*=\s*"|\bt\.Skip(?:f|Now)?\(|#\[(?:ignore|should_panic)|\bXCTSkip|markTestSkipped|enabled\s*=\s*false/,
  },
  {
    kind: 'removed test',
    part: 'code',
    pattern: /\bassert(?:True|\.ok|\.isTrue)?\s*\(?\s*[Tt]rue\b\s*\)?|\bexpect\(\s*true\s*\)/,
  },
  {
    kind: 'constant condition',
    part: 'code',
    pattern:
      /\b(?:if|while|elif|unless)\s*\(?\s*(?:false|true|False|True|0|1)\s*(?:\)|:|&&|\|\||\band\b|\bor\b|\bthen\b|\{)|(?:&&|\band)\s*(?:false|False)\b|(?:\|\||\bor)\s*(?:true|True)\b(?=\s*[):{])|^\s*#if\s+0\b/,
    except: /\bwhile\s*\(?\s*(?:true|True|1)\s*[):{]/,
  },
  {
    kind: 'emptied code',
    part: 'code',
    pattern:
      /\bNotImplemented(?:Error|Exception)?\b|\b(?:todo|unimplemented)!\s*\(|\bTODO\(|\?\?\?|\bUnsupportedOperationException\b/,
  },
  {
    kind: 'forced style',
    part: 'code',
    languages: ['css', 'scss', 'less', 'sass', 'vue', 'html'],
    pattern: /!important\b/,
  },
];

/** What switches checks on: taking it away switches them off. */
export const guards: RegExp =
  /@ts-check\b|"use strict"|'use strict'|#!?\[(?:deny|forbid|warn)\b|strict_types\s*=\s*1|^\s*set -\w*[eu]|Option Strict On|#nullable enable|"strict"\s*:\s*true/;

/** Lines that test something. */
export const testing: RegExp =
  /\b(?:assert\w*|expect|XCTAssert\w*|should)\b\s*[.(!]|\bAssert\.\w+\(|\b(?:require|assert)\.\w+\(|\bt\.(?:Error|Fatal)f?\(|^\s*assert\b|^\s*[xf]?(?:it|test|describe|context|suite)(?:\.\w+)*\s*\(|^\s*(?:async\s+)?def test_|^\s*func Test\w|@Test\b|#\[test\]/;
