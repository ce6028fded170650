import type { Settings } from './server.mts';

/** Machine settings: nothing changes by itself, asks or talks to a network while a test looks. */
export const stillSettings: Settings = {
  'files.autoSave': 'off',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.colorTheme': 'Default Light Modern',
  'workbench.editor.enablePreview': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.enableExperiments': false,
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'github.gitAuthentication': false,
  'npm.autoDetect': 'off',
  // One process for TypeScript instead of three: a suite starts many windows.
  'js/ts.tsserver.useSyntaxServer': 'never',
  'typescript.tsserver.useSyntaxServer': 'never',
  'js/ts.tsserver.automaticTypeAcquisition.enabled': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  'editor.minimap.enabled': false,
  'editor.cursorBlinking': 'solid',
  'window.confirmBeforeClose': 'never',
};

/** What counts in the user's own settings only. Without telemetry VS Code asks for no experiments either. */
export const stillUserSettings: Settings = { 'telemetry.telemetryLevel': 'off' };

/** Variables of the server: it knows no address of extensions to look for. */
export const stillVariables: Readonly<Record<string, string>> = { EXTENSIONS_GALLERY: '{}' };
