import { createHash } from 'node:crypto';
import { chooseTemplate, designLogo, type Language, writeContent, writeSeo } from '@genesis/knowledge';
import type { JsonObject } from '@genesis/kernel';
import { describe, expect, it } from '@jest/globals';
import { renderSite } from './render-site.js';
import { type Site, type SiteBlocks, siteOf } from './site.js';

const BRIEF = {
  business_name: 'Atelier Ndar',
  vision: 'Dans cinq ans, les familles de Grand Yoff s’habillent chez des couturiers du quartier.',
  mission: 'Nous prenons les mesures et livrons en sept jours un habit ajusté, avec une retouche gratuite.',
  target_audience: 'Des femmes de 25 à 45 ans qui travaillent à Dakar.',
  differentiation: 'Une date de livraison écrite et un remboursement de 20 % si je suis en retard.',
  value_proposition: 'Une tenue sur mesure en sept jours, à partir de 25 000 FCFA.',
  sector: 'couture sur mesure',
  location: { city: 'Dakar', country: 'Sénégal', region: 'Dakar' },
  services: ['Tenue sur mesure', 'Retouche express'],
};
const HOSTILE = `</p><script>alert('x')</script><img src=x onerror="alert(1)">&quot; "' \${1} javascript:alert(1)`;

const input = (language: Language) =>
  ({ brief: BRIEF, language, sector: 'artisanat', country: 'SN' }) as const;

function blocksIn(...languages: readonly [Language, ...Language[]]): SiteBlocks {
  const logo = designLogo({ ...input(languages[0]), concept: undefined });
  const contents = languages.map((language) => writeContent(input(language)).result);
  const [first] = contents;
  const pages = (['homepage', 'about', 'services', 'contact'] as const).map(
    (page) => [page, Object.assign({}, ...contents.map((content) => content[page]))] as const,
  );
  return {
    content_generation: {
      ...first,
      ...Object.fromEntries(pages),
      languages_generated: [...languages],
    },
    logo_creation: logo.result,
    seo_optimization: writeSeo(input(languages[0])).result as unknown as JsonObject,
    template_selection: chooseTemplate({
      ...input(languages[0]),
      palette: logo.result.brand_guidelines,
    }).result,
  };
}

const LOGO = {
  bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
  mediaType: 'image/svg+xml',
  width: 100,
  height: 40,
};

const aSite = (...languages: readonly [Language, ...Language[]]) =>
  siteOf('Atelier Ndar', blocksIn(...languages), LOGO);

/** Every text of the site replaced. */
function withTexts(site: Site, text: string): Site {
  const replaced = (value: unknown): unknown => {
    if (typeof value === 'string') return text;
    if (Array.isArray(value)) return value.map(replaced);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaced(inner)]));
  };
  return {
    ...site,
    businessName: text,
    texts: new Map([...site.texts].map(([language, texts]) => [language, replaced(texts)] as never)),
    metadata: replaced(site.metadata) as Site['metadata'],
    structuredData: { name: text },
  };
}

interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

const VOID = new Set(['meta', 'img', '!doctype']);

/** The elements of a page; throws when they are not nested properly. */
function elementsOf(page: string): readonly Tag[] {
  const withoutData = page.replace(/<(script|style)\b([^>]*)>[^<]*<\/\1>/g, '<$1$2></$1>');
  const tags: Tag[] = [];
  const open: string[] = [];
  for (const [, closing, name = '', rest = ''] of withoutData.matchAll(
    /<(\/?)([!\w]+)((?:[^>"]|"[^"]*")*)>/g,
  )) {
    if (closing === '/') {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing`);
      continue;
    }
    const attributes = [...rest.matchAll(/([\w:-]+)="([^"]*)"/g)].map(
      ([, key = '', value = '']) => [key, value] as const,
    );
    tags.push({ name, attributes: new Map(attributes) });
    if (!VOID.has(name.toLowerCase())) open.push(name);
  }
  if (open.length > 0) throw new Error(`not closed: ${open.join(', ')}`);
  return tags;
}

const textOf = (page: string) =>
  page
    .replace(/<(script|style|title)\b[^>]*>[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, '\n')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

const pagesOf = (site: Site) =>
  new Map(
    renderSite(site)
      .filter(({ mediaType }) => mediaType.startsWith('text/html'))
      .map(({ path, bytes }) => [path, bytes.toString()] as const),
  );

describe('renderSite', () => {
  it('makes four pages of one language, with what the brief says', () => {
    const pages = pagesOf(aSite('fr'));

    expect([...pages.keys()].sort()).toEqual(['about.html', 'contact.html', 'index.html', 'services.html']);
    const content = writeContent(input('fr')).result;
    const home = textOf(pages.get('index.html') ?? '');
    expect(home).toContain(content.homepage.fr?.hero_section.title);
    expect(home).toContain(content.homepage.fr?.value_proposition.benefits[0]);
    expect(textOf(pages.get('about.html') ?? '')).toContain(content.about.fr?.values[2]?.description);
    expect(textOf(pages.get('services.html') ?? '')).toContain('Retouche express');
    expect(textOf(pages.get('contact.html') ?? '')).toContain('Dakar, Sénégal');
  });

  it('puts a second language into a folder of its own, each page linked to its other', () => {
    const pages = pagesOf(aSite('fr', 'en'));

    expect(pages.get('en/about.html')).toContain('<html lang="en">');
    expect(pages.get('about.html')).toContain('href="en/about.html"');
    expect(pages.get('en/about.html')).toContain('href="../about.html"');
  });

  it('is the same for the same version', () => {
    expect(renderSite(aSite('fr', 'en'))).toEqual(renderSite(aSite('fr', 'en')));
  });

  describe.each([
    ['a site of two languages', () => aSite('fr', 'en')],
    ['a site of hostile texts', () => withTexts(aSite('fr', 'en'), HOSTILE)],
  ])('%s', (_what, site) => {
    const pages = pagesOf(site());

    it.each([...pages])('%s is well-formed and holds nothing that runs', (_path, page) => {
      const elements = elementsOf(page);
      const scripts = elements.filter(({ name }) => name === 'script');

      expect(scripts.every(({ attributes }) => attributes.get('type') === 'application/ld+json')).toBe(true);
      for (const { name, attributes } of elements) {
        expect(['iframe', 'object', 'embed', 'form', 'link', 'base']).not.toContain(name);
        for (const [key, value] of attributes) {
          expect(key).not.toMatch(/^on|^style$/);
          if (key === 'href')
            expect(value).toMatch(/^(#content|(\.\.\/|en\/)?\w+\.html|tel:|mailto:|https:\/\/wa\.me\/)/);
          if (key === 'src') expect(value).toMatch(/^data:image\/svg\+xml;base64,[\w+/=]+$/);
        }
      }
    });

    it.each([...pages])('%s can be read by everybody', (_path, page) => {
      const elements = elementsOf(page);
      const names = elements.map(({ name }) => name);

      expect(names.filter((name) => name === 'h1')).toHaveLength(1);
      expect(names.filter((name) => name === 'main')).toHaveLength(1);
      expect(elements.find(({ name }) => name === 'html')?.attributes.get('lang')).toMatch(/^(fr|en)$/);
      expect(
        elements.filter(({ name }) => name === 'img').every(({ attributes }) => attributes.has('alt')),
      ).toBe(true);
      expect(
        elements.filter(({ name }) => name === 'nav').every(({ attributes }) => attributes.has('aria-label')),
      ).toBe(true);
      expect(elements.filter(({ attributes }) => attributes.get('aria-current') === 'page')).toHaveLength(1);
    });

    it.each([...pages])('every link of %s leads somewhere', (path, page) => {
      const links = elementsOf(page)
        .map(({ attributes }) => attributes.get('href') ?? '')
        .filter((href) => href.endsWith('.html'));

      for (const link of links) {
        const target = new URL(link, `https://site.example/${path}`).pathname.slice(1);
        expect([...pages.keys()]).toContain(target);
      }
    });

    it.each([...pages])('the policy of %s allows its own style and nothing else', (_path, page) => {
      const style = /<style>([^<]*)<\/style>/.exec(page)?.[1] ?? '';
      const hash = createHash('sha256').update(style).digest('base64');

      expect(page).toContain(`default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;`);
      expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<style>'));
    });
  });

  it('shows hostile text as it was written', () => {
    const page = pagesOf(withTexts(aSite('fr'), HOSTILE)).get('index.html') ?? '';

    expect(textOf(page)).toContain(HOSTILE);
    const facts = /<script type="application\/ld\+json">([^<]*)<\/script>/.exec(page)?.[1] ?? '';
    expect(JSON.parse(facts)).toEqual({ name: HOSTILE });
  });

  it('links a telephone, an address and WhatsApp only where they have that form', () => {
    const site = aSite('fr');
    const texts = site.texts.get('fr');
    const contact = texts?.contact;
    if (!texts || !contact) throw new Error('there is no contact page');
    const channels = [
      ['phone', '+221 77 123 45 67'],
      ['whatsapp', '+221 (77) 123-45-67'],
      ['email', 'awa@ndar.example'],
      ['phone', 'javascript:alert(1)'],
      ['email', 'awa@ndar.example?bcc=x@y.example'],
      ['visit', null],
    ] as const;
    const changed = channels.map(([kind, value]) => ({ kind, value, label: kind }));
    const page =
      pagesOf({
        ...site,
        texts: new Map([['fr', { ...texts, contact: { ...contact, channels: changed } }]]),
      }).get('contact.html') ?? '';

    const links = elementsOf(page).map(({ attributes }) => attributes.get('href') ?? '');
    expect(links.filter((href) => href.includes(':'))).toEqual([
      'tel:+221771234567',
      'https://wa.me/221771234567',
      'mailto:awa@ndar.example',
    ]);
    expect(textOf(page)).toContain('javascript:alert(1)');
    expect(page).not.toContain('visit');
  });

  it('shows a picture from its file, also from a page in a folder', () => {
    const picture = { bytes: Buffer.from('png'), mediaType: 'image/png', width: 10, height: 10 };
    const files = renderSite({ ...aSite('fr', 'en'), logo: picture });

    const textAt = (path: string) => files.find((file) => file.path === path)?.bytes.toString() ?? '';
    expect(textAt('logo.png')).toBe('png');
    expect(textAt('index.html')).toContain('src="logo.png"');
    expect(textAt('en/index.html')).toContain('src="../logo.png"');
  });

  it('shows the name where there is no logo', () => {
    const page = pagesOf({ ...aSite('fr'), logo: null }).get('index.html') ?? '';

    expect(page).not.toContain('<img');
    expect(page).toMatch(/class="brand" href="index.html">\s*Atelier Ndar/);
  });
});

describe('siteOf', () => {
  it('has no pages for texts that were not written', () => {
    const { content_generation, ...others } = blocksIn('fr');
    const site = siteOf(
      'Atelier Ndar',
      { ...others, content_generation: { ...content_generation, about: {} } },
      null,
    );

    expect([...pagesOf(site).keys()]).toEqual(['index.html', 'services.html', 'contact.html']);
    expect(pagesOf(site).get('index.html')).not.toContain('about.html');
  });

  it.each([null, {}, { homepage: 'x' }])('is no website without texts: %j', (content_generation) => {
    expect(() => siteOf('Atelier Ndar', { ...blocksIn('fr'), content_generation }, null)).toThrow(
      expect.objectContaining({ code: 'BRIEF_INCOMPLETE', details: { fields: ['content_generation'] } }),
    );
  });

  it('does without template, logo and metadata', () => {
    const bare = { ...blocksIn('fr'), template_selection: null, logo_creation: null, seo_optimization: null };

    const page = pagesOf(siteOf('Atelier Ndar', bare, null)).get('index.html');

    expect(page).toContain('#1F4E79');
    expect(page).not.toContain('ld+json');
  });
});
