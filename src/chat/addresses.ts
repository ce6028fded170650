/** A part of a text, which stands in an address or not. */
export interface AddressPart {
  readonly text: string;
  readonly inAddress: boolean;
}

/** Tells of a text that grows which of it stands in an address. */
export interface AddressWatch {
  take(text: string): readonly AddressPart[];
}

/** Elements of HTML with an address among their attributes. */
const addressed = new Set(
  'a area audio base embed form frame iframe image img input link object script source svg track use video'.split(
    ' ',
  ),
);
const longestName = 8;

/**
 * Creates the watch over one reply in Markdown. An address is what a renderer may load, or open on a click: the
 * destination of a link or a picture, a tag of HTML that has one, and what is written as `https://` or `www.`.
 * It is decided by what stands before, so that nothing has to wait; rather too much counts than too little.
 */
export function createAddressWatch(): AddressWatch {
  const watches = [runWatch(), linkWatch(), tagWatch()];
  return {
    take(text) {
      const parts: AddressPart[] = [];
      let from = 0;
      let inAddress = false;
      for (let at = 0; at < text.length; at++) {
        const one = text.charAt(at);
        // Each has to see each character.
        const is = watches.map((take) => take(one)).includes(true);
        if (is !== inAddress && at > from) {
          parts.push({ text: text.slice(from, at), inAddress });
          from = at;
        }
        inAddress = is;
      }
      return text === '' ? [] : [...parts, { text: text.slice(from), inAddress }];
    },
  };
}

/** Takes one character. @returns whether it stands in an address. */
type Watch = (one: string) => boolean;

/** Characters without white space between them, from `//` or `www.` on. */
function runWatch(): Watch {
  let end = '';
  let inside = false;
  return (one) => {
    end = isBlank(one) ? '' : (end + one).slice(-4);
    inside = end !== '' && (inside || end.endsWith('//') || end.toLowerCase() === 'www.');
    return inside;
  };
}

/** Destinations of `[a](…)`, `[a](<…>)` and `[a]: …`, which may have their letters as entities. */
function linkWatch(): Watch {
  let place: 'words' | 'before' | 'destination' = 'words';
  let inBrackets = false;
  let before = '';
  return (one) => {
    const blank = isBlank(one);
    inBrackets &&= one !== '>' && one !== '\n';
    if (before === ']' && (one === '(' || one === ':')) {
      place = 'before';
    } else if (place === 'before' && !blank) {
      place = 'destination';
      inBrackets ||= one === '<';
    } else if (place === 'destination' && blank) {
      place = 'words';
    }
    before = one;
    return inBrackets || place !== 'words';
  };
}

/** Tags of elements that have an address among their attributes. */
function tagWatch(): Watch {
  let place: 'words' | 'name' | 'tag' = 'words';
  let name = '';
  let quote = '';
  return (one) => {
    if (place === 'tag') {
      if (quote !== '') {
        quote = one === quote ? '' : quote;
      } else if (one === '"' || one === "'") {
        quote = one;
      } else if (one === '>') {
        place = 'words';
      }
    } else if (one === '<') {
      place = 'name';
      name = '';
    } else if (place === 'name' && /[a-z]/i.test(one) && name.length < longestName) {
      name += one.toLowerCase();
    } else if (place === 'name') {
      place = addressed.has(name) && (isBlank(one) || one === '/') ? 'tag' : 'words';
    }
    return place === 'tag';
  };
}

/** What ends an address in Markdown: no other white space does. */
function isBlank(one: string): boolean {
  return /[ \t\n\f\r\v]/.test(one);
}
