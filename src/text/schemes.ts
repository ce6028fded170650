/** Schemes of documents that people write code in, wherever the file is. */
export const codeSchemes: readonly string[] = [
  'file',
  'untitled',
  'vscode-notebook-cell',
  'vscode-remote',
  'vscode-vfs',
  'vscode-test-web',
  'memfs',
];
