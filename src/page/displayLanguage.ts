/**
 * Lets the plots write numbers as the rest of the page does, in the language of VS Code. Imported before them: the
 * library asks the browser for its language while it loads, and fails where that is none, such as `en-US@posix`.
 */
const { lang } = document.documentElement;
Object.defineProperty(navigator, 'language', { value: lang });
