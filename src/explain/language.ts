/**
 * The language to answer in, as a model understands it.
 * @param wanted the setting `explain.language`: a name or a tag; '' for the editor's own
 * @param display tag of the editor's display language, e.g. `zh-cn`
 */
export function answerLanguage(wanted: string, display: string): string {
  const tag = wanted === '' ? display : wanted;
  return /^[a-z]{2,3}(?:[-_][a-z\d]{2,8})*$/i.test(tag) ? nameOf(tag.replaceAll('_', '-')) : tag;
}

/** Tags whose English name alone does not say which writing is meant. */
const scripts: Readonly<Record<string, string>> = {
  zh: 'Simplified Chinese (简体中文)',
  'zh-cn': 'Simplified Chinese (简体中文)',
  'zh-hans': 'Simplified Chinese (简体中文)',
  'zh-tw': 'Traditional Chinese (繁體中文)',
  'zh-hant': 'Traditional Chinese (繁體中文)',
};

function nameOf(tag: string): string {
  const known = scripts[tag.toLowerCase()];
  if (known !== undefined) {
    return known;
  }
  try {
    return new Intl.DisplayNames(['en'], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
