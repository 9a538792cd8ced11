import { AppError } from '@genesis/kernel';

/** No drawing is larger, in bytes of UTF-8. */
export const MAX_SVG_BYTES = 20_000;

/** A drawing holds something that the allow-list does not name, or is no well-formed drawing at all. */
export class UnsafeSvgError extends AppError {
  constructor(reason: string, at: number) {
    super({ code: 'UNSAFE_SVG', kind: 'invalid', message: `${reason} at ${String(at)}` });
  }
}

const MAX_DEPTH = 6;
const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';

const NUMBER = String.raw`-?(?:\d{1,6}(?:\.\d{1,4})?|\.\d{1,4})`;
const length = new RegExp(`^${NUMBER}$`, 'u');
const colour = /^(?:none|#[0-9A-F]{6})$/u;
const pathData = /^M[MLHVCSQTAZmlhvcsqtaz0-9 ,.-]+$/u;
const points = new RegExp(`^${NUMBER}(?:[ ,]${NUMBER}){3,199}$`, 'u');

type Rule = (value: string) => boolean;
const matches =
  (pattern: RegExp): Rule =>
  (value) =>
    pattern.test(value);
const oneOf =
  (...allowed: readonly string[]): Rule =>
  (value) =>
    allowed.includes(value);

const PAINT: Readonly<Record<string, Rule>> = {
  fill: matches(colour),
  'fill-rule': oneOf('evenodd'),
  stroke: matches(colour),
  'stroke-width': matches(length),
  'stroke-linecap': oneOf('round', 'butt'),
  'stroke-linejoin': oneOf('round', 'miter'),
  transform: matches(new RegExp(`^translate\\(${NUMBER} ${NUMBER}\\)(?: scale\\(${NUMBER}\\))?$`, 'u')),
};

const CIRCLE: Readonly<Record<string, Rule>> = { cx: matches(length), cy: matches(length), ...PAINT };

/** Everything that may occur in a drawing: elements, their attributes, and the form of every value. */
const ALLOWED: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  svg: {
    xmlns: oneOf(SVG_NAMESPACE),
    viewBox: matches(new RegExp(`^${NUMBER}(?: ${NUMBER}){3}$`, 'u')),
    width: matches(/^[1-9]\d{0,4}$/u),
    height: matches(/^[1-9]\d{0,4}$/u),
    role: oneOf('img'),
    'aria-label': () => true,
  },
  g: PAINT,
  path: { d: matches(pathData), ...PAINT },
  circle: { r: matches(length), ...CIRCLE },
  ellipse: { rx: matches(length), ry: matches(length), ...CIRCLE },
  rect: {
    x: matches(length),
    y: matches(length),
    width: matches(length),
    height: matches(length),
    rx: matches(length),
    ...PAINT,
  },
  polygon: { points: matches(points), ...PAINT },
};

const CONTAINERS: ReadonlySet<string> = new Set(['svg', 'g']);
const REQUIRED_ON_ROOT = ['xmlns', 'viewBox', 'width', 'height', 'role', 'aria-label'] as const;

const SPACE = /[ \t\r\n]*/uy;
const NAME = /[A-Za-z][A-Za-z-]{0,20}/uy;
/** The five entities that XML itself defines are the only ones; raw markup characters do not occur in a value. */
const VALUE = /="((?:[^"&<>\p{Cc}]|&(?:amp|lt|gt|quot|#39);)*)"/uy;

export interface SvgElement {
  readonly name: string;
  /** Values as written: entities are not resolved. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly SvgElement[];
}

interface OpenElement extends SvgElement {
  readonly children: SvgElement[];
}

/**
 * Reads a drawing that consists of the allowed elements and attributes only.
 * @throws UnsafeSvgError for anything else: text, comments, declarations, entities, styles, links, handlers, scripts.
 */
export function parseSafeSvg(svg: string): SvgElement {
  if (Buffer.byteLength(svg) > MAX_SVG_BYTES) throw new UnsafeSvgError('too large', MAX_SVG_BYTES);
  return new SafeSvgReader(svg).read();
}

/** @throws UnsafeSvgError see `parseSafeSvg`. */
export function assertSafeSvg(svg: string): void {
  parseSafeSvg(svg);
}

class SafeSvgReader {
  private position = 0;

  constructor(private readonly svg: string) {}

  read(): SvgElement {
    if (!this.svg.startsWith('<svg')) this.refuse('no svg element');
    const root = this.readTag();
    const open: OpenElement[] = root.isClosed ? [] : [root.element];
    while (open.length > 0) this.readInside(open);
    this.take(SPACE);
    if (this.position !== this.svg.length) this.refuse('more than one element');
    return root.element;
  }

  private readInside(open: OpenElement[]): void {
    this.take(SPACE);
    const current = open.at(-1);
    if (current === undefined) return;
    if (this.svg.startsWith('</', this.position)) {
      this.expect(`</${current.name}>`);
      open.pop();
      return;
    }
    const { element, isClosed } = this.readTag();
    if (element.name === 'svg') this.refuse('svg inside svg');
    current.children.push(element);
    if (isClosed) return;
    if (!CONTAINERS.has(element.name)) this.refuse(`${element.name} with content`);
    if (open.push(element) > MAX_DEPTH) this.refuse('too deep');
  }

  private readTag(): { readonly element: OpenElement; readonly isClosed: boolean } {
    this.expect('<');
    const name = this.take(NAME);
    const rules = Object.hasOwn(ALLOWED, name) ? ALLOWED[name] : undefined;
    if (rules === undefined) this.refuse(`element ${name}`);
    const attributes = new Map<string, string>();
    for (;;) {
      const gap = this.take(SPACE);
      if (this.svg.startsWith('/>', this.position) || this.svg.startsWith('>', this.position)) break;
      if (gap === '') this.refuse('attribute without a space before it');
      this.readAttribute(rules, attributes);
    }
    if (name === 'svg' && !REQUIRED_ON_ROOT.every((required) => attributes.has(required))) {
      this.refuse('svg without its size, name or role');
    }
    const isClosed = this.svg.startsWith('/>', this.position);
    this.position += isClosed ? 2 : 1;
    return { element: { name, attributes, children: [] }, isClosed };
  }

  private readAttribute(rules: Readonly<Record<string, Rule>>, attributes: Map<string, string>): void {
    const name = this.take(NAME);
    const value = this.take(VALUE, 1);
    if (!Object.hasOwn(rules, name) || rules[name]?.(value) !== true) this.refuse(`attribute ${name}`);
    if (attributes.has(name)) this.refuse(`attribute ${name} twice`);
    attributes.set(name, value);
  }

  private take(pattern: RegExp, group = 0): string {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.svg);
    if (match === null) this.refuse('unexpected character');
    this.position += match[0].length;
    return match[group] ?? '';
  }

  private expect(literal: string): void {
    if (!this.svg.startsWith(literal, this.position)) this.refuse(`no ${literal}`);
    this.position += literal.length;
  }

  private refuse(reason: string): never {
    throw new UnsafeSvgError(reason, this.position);
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as the value of an attribute: markup escaped, characters that XML forbids removed, spaces single. */
export function escapeAttribute(text: string): string {
  return text
    .toWellFormed()
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\uFFFE\uFFFF]/gu, '')
    .replace(/[&<>"']/gu, (character) => ESCAPES[character] ?? '')
    .trim();
}
