/** Ways in which models deform a reply. Each leaves what it means as it is, or nothing that can be read. */
export const deformations: Readonly<Record<string, (reply: string) => string>> = {
  'in a fence': (reply) => `\`\`\`text\n${reply}\`\`\`\n`,
  'fence around each block': (reply) =>
    reply.replace(/<<<<<<< SEARCH[\s\S]*?>>>>>>> REPLACE/g, '````\n$&\n````'),
  'short marks': (reply) => marksOf(reply, '<<<<< SEARCH', '=====', '>>>>> REPLACE'),
  'long marks': (reply) => marksOf(reply, '<<<<<<<<< SEARCH', '=========', '>>>>>>>>> REPLACE'),
  'lower case': (reply) => marksOf(reply, '<<<<<<< search', '=======', '>>>>>>> replace'),
  'other marks': (reply) => marksOf(reply, '------- SEARCH', '=======', '+++++++ REPLACE'),
  'words of another tool': (reply) =>
    marksOf(reply, '<<<<<<< ORIGINAL', '=======', '>>>>>>> UPDATED'),
  'marks with more words': (reply) =>
    marksOf(reply, '<<<<<<< SEARCH (old)', '=======', '>>>>>>> REPLACE (new)'),
  'marks without words': (reply) => marksOf(reply, '<<<<<<<', '=======', '>>>>>>>'),
  'other line ends': (reply) => reply.replaceAll('\n', '\r\n'),
  'spaces at the ends': (reply) => reply.replace(/(?=\n)/g, '  '),
  'indented by three': (reply) => reply.replace(/^(?=.)/gm, '   '),
  quoted: (reply) => reply.replace(/^/gm, '> '),
  'without common indentation': (reply) => eachBlock(reply, dedented),
  'spaces that do not break': (reply) =>
    reply.replace(/^ +/gm, (spaces) => '\u00a0'.repeat(spaces.length)),
  'more spaces within': (reply) =>
    eachSearch(reply, (code) => code.replace(/(?<=\w) (?=\w)/g, '  ')),
  'blank lines at the ends of parts': (reply) =>
    reply
      .replaceAll('<<<<<<< SEARCH\n', '<<<<<<< SEARCH\n\n')
      .replaceAll('=======\n', '\n=======\n\n')
      .replaceAll('>>>>>>> REPLACE', '\n>>>>>>> REPLACE'),
  'chatter around it': (reply) =>
    `Sure! Here is what I would do:\n\n${reply}\n\nLet me know if you need anything else!\n`,
  'each block twice': (reply) => `${reply}\nOnce more:\n\n${reply}`,
  escaped: (reply) => reply.replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  'without the divider': (reply) => reply.replaceAll('=======\n', ''),
  'without the end': (reply) => reply.replaceAll('>>>>>>> REPLACE\n', ''),
  'without the beginning': (reply) => reply.replaceAll('<<<<<<< SEARCH\n', ''),
  'cut within the first block': (reply) =>
    reply.slice(0, reply.indexOf('>>>>>>> REPLACE') - 1 || undefined),
  'a wrong letter in each search': (reply) =>
    eachSearch(reply, (code) => code.replace(/\w(?=\W*\n?$)/, 'Q')),
  'dots at the end of each part': (reply) =>
    eachBlock(reply, (code) => (code === '' ? '' : `${code}// ... rest of the code\n`)),
  'for another file': (reply) => reply.replaceAll('<<<<<<< SEARCH', 'other/x.txt\n<<<<<<< SEARCH'),
};

/** The deformations after which nobody can tell what is meant. */
export const damages: ReadonlySet<string> = new Set([
  'escaped',
  'without the divider',
  'without the end',
  'without the beginning',
  'cut within the first block',
  'a wrong letter in each search',
  'dots at the end of each part',
  'for another file',
]);

function marksOf(reply: string, search: string, divider: string, replace: string): string {
  return reply
    .replaceAll('<<<<<<< SEARCH', search)
    .replace(/^=======$/gm, divider)
    .replaceAll('>>>>>>> REPLACE', replace);
}

const blocks = /(<<<<<<< SEARCH\n)([\s\S]*?)(^=======\n)([\s\S]*?)(^>>>>>>> REPLACE)/gm;

/** Both parts of a block change as one. */
function eachBlock(reply: string, change: (code: string) => string): string {
  return reply.replace(
    blocks,
    (_, open: string, search: string, divider: string, replace: string, close: string) => {
      const mark = '\u0001\n';
      const [one = '', other = ''] =
        change === dedented
          ? change(search + mark + replace).split(mark)
          : [change(search), change(replace)];
      return open + one + divider + other + close;
    },
  );
}

function eachSearch(reply: string, change: (code: string) => string): string {
  return reply.replace(
    blocks,
    (_, open: string, search: string, divider: string, replace: string, close: string) =>
      open + change(search) + divider + replace + close,
  );
}

function dedented(code: string): string {
  const lines = code.split('\n');
  const depths = lines
    .filter((line) => line.trim() !== '' && line !== '\u0001')
    .map((line) => /^\s*/.exec(line)?.[0].length ?? 0);
  const least = Math.min(...depths);
  return lines.map((line) => (line === '\u0001' ? line : line.slice(least))).join('\n');
}
