import { describe, expect, it } from '@jest/globals';
import { assertSafeSvg, escapeAttribute, MAX_SVG_BYTES, parseSafeSvg, UnsafeSvgError } from './safe-svg.js';

const ROOT =
  'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" width="10" height="10" role="img" aria-label="A"';
const aDrawing = (inside: string, root = ROOT): string => `<svg ${root}>${inside}</svg>`;

const ATTACKS: readonly (readonly [name: string, svg: string])[] = [
  ['a script', aDrawing('<script>alert(1)</script>')],
  ['an empty script', aDrawing('<script/>')],
  ['a script in capitals', aDrawing('<SCRIPT/>')],
  ['a script in a namespace', aDrawing('<svg:script/>')],
  ['a load handler', aDrawing('', `${ROOT} onload="alert(1)"`)],
  ['a handler on a path', aDrawing('<path d="M0 0" onclick="alert(1)"/>')],
  ['a handler after a line break', aDrawing('<path d="M0 0"\nonmouseover="alert(1)"/>')],
  ['a handler after a slash', aDrawing('<path/onclick="alert(1)"/>')],
  ['a style element', aDrawing('<style>*{}</style>')],
  ['a style attribute', aDrawing('<path d="M0 0" style="fill:url(//evil)"/>')],
  ['a class', aDrawing('<path d="M0 0" class="a"/>')],
  ['an id', aDrawing('<path d="M0 0" id="a"/>')],
  ['an address as a fill', aDrawing('<path d="M0 0" fill="url(#a)"/>')],
  ['an escaped address as a fill', aDrawing('<path d="M0 0" fill="&#117;rl(//evil)"/>')],
  ['a colour by name', aDrawing('<path d="M0 0" fill="red"/>')],
  ['a link', aDrawing('<a href="javascript:alert(1)"><path d="M0 0"/></a>')],
  ['an image', aDrawing('<image href="http://evil/a.png"/>')],
  ['an image with the old link', aDrawing('<image xlink:href="http://evil/a.png"/>')],
  ['a reference', aDrawing('<use href="#a"/>')],
  ['a foreign object', aDrawing('<foreignObject><iframe src="//evil"/></foreignObject>')],
  ['an animation', aDrawing('<animate attributeName="href" values="javascript:alert(1)"/>')],
  ['a set', aDrawing('<set attributeName="onload" to="alert(1)"/>')],
  ['a filter', aDrawing('<filter><feImage href="//evil"/></filter>')],
  ['a gradient', aDrawing('<linearGradient/>')],
  ['text', aDrawing('hello')],
  ['a title', aDrawing('<title>hello</title>')],
  ['a text element', aDrawing('<text>hello</text>')],
  ['a comment', aDrawing('<!-- hello -->')],
  ['character data', aDrawing('<![CDATA[<script/>]]>')],
  ['an instruction', `<?xml-stylesheet href="//evil"?>${aDrawing('')}`],
  ['an XML declaration', `<?xml version="1.0"?>${aDrawing('')}`],
  [
    'a document type with entities',
    `<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>${aDrawing('')}`,
  ],
  ['an unknown entity', aDrawing('', ROOT.replace('"A"', '"&x;"'))],
  ['a numeric entity', aDrawing('', ROOT.replace('"A"', '"&#x3c;"'))],
  ['markup in a value', aDrawing('', ROOT.replace('"A"', '"<script>"'))],
  ['a value in single quotes', aDrawing("<path d='M0 0'/>")],
  ['a value without quotes', aDrawing('<path d=M0/>')],
  ['an attribute twice', aDrawing('<path d="M0 0" d="M1 1"/>')],
  ['an attribute of Object.prototype', aDrawing('<path d="M0 0" constructor="a"/>')],
  ['an element of Object.prototype', aDrawing('<constructor/>')],
  [
    'another namespace',
    aDrawing('', ROOT.replace('http://www.w3.org/2000/svg', 'http://www.w3.org/1999/xhtml')),
  ],
  ['a namespace prefix', aDrawing('', `${ROOT} xmlns:x="http://evil"`)],
  ['a base address', aDrawing('', `${ROOT} xml:base="http://evil"`)],
  ['an svg inside', aDrawing(aDrawing(''))],
  ['a second document', aDrawing('') + aDrawing('')],
  ['something after the end', `${aDrawing('')}<script/>`],
  ['something before the start', ` ${aDrawing('')}`],
  ['a tag that never closes', `<svg ${ROOT}><g>`],
  ['tags that cross', aDrawing('<g><g></svg></g>')],
  ['a path with content', aDrawing('<path d="M0 0"><g/></path>')],
  ['no size', '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="A"/>'],
  ['path data with code', aDrawing('<path d="M0 0;alert(1)"/>')],
  ['a huge number', aDrawing('<circle cx="0" cy="0" r="1e99"/>')],
  ['a matrix', aDrawing('<g transform="matrix(1 0 0 1 0 0)"/>')],
  ['a NUL', aDrawing('', ROOT.replace('"A"', '"A\u0000"'))],
  ['an html page', '<html><body/></html>'],
  ['nothing', ''],
  ['too many groups', aDrawing('<g>'.repeat(20) + '</g>'.repeat(20))],
  ['too many bytes', aDrawing('<g></g>'.repeat(MAX_SVG_BYTES / 6))],
];

describe('assertSafeSvg', () => {
  it.each(ATTACKS)('refuses %s', (_name, svg) => {
    expect(() => {
      assertSafeSvg(svg);
    }).toThrow(UnsafeSvgError);
  });

  it('reads what it allows', () => {
    const root = parseSafeSvg(
      aDrawing(
        '<rect width="10" height="10" fill="#FFFFFF"/>\n<g transform="translate(1 -2.5) scale(.5)">' +
          '<path d="M0 0h1.5v-2z" fill="#12AB34" fill-rule="evenodd"/><circle cx="1" cy="1" r=".5" fill="none"/>' +
          '<polygon points="0,0 1,0 1,1" fill="#000000"/></g>',
      ),
    );
    expect(root.children.map(({ name }) => name)).toEqual(['rect', 'g']);
    expect(root.children[1]?.children.map(({ name }) => name)).toEqual(['path', 'circle', 'polygon']);
    expect(root.attributes.get('aria-label')).toBe('A');
  });

  it('refuses a long path for its last character alone', () => {
    const aPath = (end: string) => aDrawing(`<path d="${'M0 0 '.repeat(3_000)}${end}"/>`);
    expect(() => {
      assertSafeSvg(aPath('z'));
    }).not.toThrow();
    expect(() => {
      assertSafeSvg(aPath('!'));
    }).toThrow(UnsafeSvgError);
  });

  it.each([`<&>"'`, 'a\u0000b\u0007', '\uD800', 'عربي 🍲', '&amp;', ']]>', '\u202Eevil'])(
    'carries %j as a label',
    (text) => {
      expect(() => {
        assertSafeSvg(aDrawing('', ROOT.replace('"A"', `"${escapeAttribute(text)}"`)));
      }).not.toThrow();
    },
  );
});
