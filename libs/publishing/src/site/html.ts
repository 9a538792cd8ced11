/** Markup. Only `html` makes it, so that a text can not become some by accident. */
export class Html {
  constructor(readonly markup: string) {}
}

export type HtmlValue = string | number | Html | null | readonly HtmlValue[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Builds markup: every text in it is escaped, markup stays as it is, null is nothing, a list is its items. Attribute
 *  values have to stand in quotes. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const pieces = parts.map((part, index) => part + markupOf(values[index] ?? null));
  return new Html(pieces.join(''));
}

function markupOf(value: HtmlValue): string {
  if (value === null) return '';
  if (value instanceof Html) return value.markup;
  if (typeof value === 'object') return value.map(markupOf).join('');
  return String(value).replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}

/** Facts for machines (JSON-LD) within a page: data, which no browser runs. */
export function jsonScript(facts: object): Html {
  const json = JSON.stringify(facts).replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return new Html(`<script type="application/ld+json">${json}</script>`);
}

/** The content of a style element. Made of our own rules and of colours, which are checked. */
export function styleElement(css: string): Html {
  if (css.includes('<')) throw new RangeError('a style sheet holds no markup');
  return new Html(`<style>${css}</style>`);
}
