const ELEMENTS =
  'html|head|meta|title|style|script|body|a|header|nav|ul|ol|li|main|footer|div|section|article|span|p|h1|h2|h3|h4|img|dl|dt|dd|blockquote|strong|em|small|details|summary|figure|figcaption|br|hr|address';
const ATTRIBUTES =
  'lang|charset|http-equiv|content|name|property|class|href|src|alt|id|rel|type|width|height|aria-label|aria-current|aria-hidden|hreflang|role|loading|decoding';
const TAG = new RegExp(
  `^<(?:/(?:${ELEMENTS})|(?:${ELEMENTS})(?:\\s+(?:${ATTRIBUTES})(?:="[^"<>]*")?)*\\s*/?)\\s*>`,
);
const DOCTYPE = /^<!doctype html>/i;
const LINK =
  /^(?:#[\w-]+|(?:\.\.\/)?(?:[a-z]{2}\/)?[\w-]+\.html|https:\/\/[^\s"<>]+|tel:\+?\d+|mailto:[^\s"<>]+)$/;
const SOURCE = /^(?:(?:\.\.\/)?[\w-]+\.(?:png|webp|jpg|svg)|data:image\/svg\+xml;base64,[\w+/=]+)$/;

/** What of a page is not on the list of what a page of ours consists of: elements and attributes in the only form in which
 *  we write them, links and sources of the known kinds, and one kind of script, which is data. Empty is good. */
export function liveInPage(page: string): readonly string[] {
  const wrong: string[] = [];
  let rest = page;
  for (let open = rest.indexOf('<'); open >= 0; open = rest.indexOf('<')) {
    rest = rest.slice(open);
    const [tag] = DOCTYPE.exec(rest) ?? TAG.exec(rest) ?? [];
    if (tag === undefined) return [...wrong, rest.slice(0, 80)];
    wrong.push(...wrongInTag(tag));
    rest = rest.slice(tag.length);
    const [, element] = /^<(script|style)\b/.exec(tag) ?? [];
    if (element === undefined) continue;
    const end = rest.indexOf('<');
    if (!rest.slice(end).startsWith(`</${element}>`)) wrong.push(`${element} that holds markup`);
    if (element === 'style' && /url\(|@import|expression|javascript:/i.test(rest.slice(0, end))) {
      wrong.push('style that loads something');
    }
    rest = rest.slice(end);
  }
  return wrong;
}

function wrongInTag(tag: string): readonly string[] {
  const wrong: string[] = [];
  for (const [, name = '', value = ''] of tag.matchAll(/([\w-]+)="([^"]*)"/g)) {
    if (name === 'href' && !LINK.test(value)) wrong.push(`${tag.slice(0, 80)}: a link`);
    if (name === 'src' && !SOURCE.test(value)) wrong.push(`${tag.slice(0, 80)}: a source`);
    if (name === 'http-equiv' && value !== 'Content-Security-Policy')
      wrong.push(`${tag.slice(0, 80)}: a header`);
  }
  if (tag.startsWith('<script') && !tag.includes('type="application/ld+json"')) wrong.push(`${tag}: runs`);
  return wrong;
}

/** What of a Markdown file is markup that we do not write: HTML, links and pictures. Empty is good. */
export function liveInMarkdown(text: string): readonly string[] {
  return [
    ...text.matchAll(
      /<[a-z/!?][^\n]{0,40}|(?<!\\)\]\((?!https:)[^\n]{0,40}|(?<!\\)!\[(?!\\)[^\n]{0,40}|^\[[^\]\n]+\]:.*/gimu,
    ),
  ].map(([found]) => found);
}
