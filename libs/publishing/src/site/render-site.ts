import { createHash } from 'node:crypto';
import type { SiteToPublish } from '@genesis/integrations';
import type { Language } from '@genesis/knowledge';
import { type Html, html, jsonScript, styleElement } from './html.js';
import type { Site, SiteLogo, SiteTexts } from './site.js';
import {
  aboutMain,
  contactMain,
  homeMain,
  PAGE_NAMES,
  type PageFrame,
  type PageName,
  servicesMain,
} from './site-pages.js';
import { styleOf } from './site-style.js';
import { SITE_WORDS } from './site-words.js';

type SiteFile = SiteToPublish['files'][number];

const LOGO_EXTENSIONS: Readonly<Record<string, string>> = {
  'image/svg+xml': 'svg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/jpeg': 'jpg',
};

/** A page that is being drawn. */
interface Page {
  readonly site: Site;
  readonly language: Language;
  readonly name: PageName;
  readonly frame: PageFrame;
  readonly style: string;
  readonly main: Html;
}

/** Draws a website: one page a text, the primary language at the root and any other in a folder of its name. A pure
 *  function. Texts are never markup; nothing is loaded from elsewhere, and nothing runs. */
export function renderSite(site: Site): readonly SiteFile[] {
  const style = styleOf(site.colours);
  const files: SiteFile[] = [];
  for (const [language, texts] of site.texts) {
    const pages = PAGE_NAMES.filter((name) => hasPage(texts, name));
    const frame: PageFrame = { words: SITE_WORDS[language], pages };
    for (const name of pages) {
      const main = mainOf(name, texts, frame);
      files.push({
        path: `${folderOf(site, language)}${name}.html`,
        mediaType: 'text/html; charset=utf-8',
        bytes: Buffer.from(documentOf({ site, language, name, frame, style, main }).markup),
      });
    }
  }
  if (site.logo)
    files.push({ path: logoPath(site.logo), mediaType: site.logo.mediaType, bytes: site.logo.bytes });
  return files;
}

function documentOf(page: Page): Html {
  const { site, language, frame, style, main, name } = page;
  const { words } = frame;
  const { title, description } = headOf(page);
  const isFrontPage = name === 'index' && language === site.primaryLanguage;
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policyOf(style)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="strict-origin-when-cross-origin" />
        <title>${title}</title>
        <meta name="description" content="${description}" />
        <meta property="og:type" content="website" />
        <meta property="og:title" content="${title}" />
        <meta property="og:description" content="${description}" />
        <meta name="twitter:card" content="summary" />
        ${isFrontPage && site.structuredData !== null ? jsonScript(site.structuredData) : null}
        ${styleElement(style)}
      </head>
      <body>
        <a class="skip" href="#content">${words.skipToContent}</a>
        <header>
          <div class="wrap">
            <a class="brand" href="index.html">${brandOf(page)}</a>
            <nav aria-label="${words.navigation}">
              <ul>
                ${frame.pages.map((other) => navigationItem(page, other))}
              </ul>
            </nav>
            ${languagesOf(page)}
          </div>
        </header>
        <main id="content">${main}</main>
        <footer>
          <div class="wrap"><p>${site.businessName}</p></div>
        </footer>
      </body>
    </html> `;
}

/** Everything is refused but the page's own style and pictures. */
function policyOf(style: string): string {
  const hash = createHash('sha256').update(style).digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; img-src 'self' data:; base-uri 'none'; form-action 'none'`;
}

function headOf({ site, language, name, frame }: Page): {
  readonly title: string;
  readonly description: string;
} {
  const { metadata, businessName, primaryLanguage } = site;
  const hero = site.texts.get(language)?.home.hero_section;
  const description = hero?.subtitle ?? businessName;
  if (name !== 'index') return { title: `${titleOf(name, frame)} – ${businessName}`, description };
  if (metadata !== null && language === primaryLanguage) {
    return { title: metadata.meta_title, description: metadata.meta_description };
  }
  return { title: `${hero?.title ?? businessName} – ${businessName}`, description };
}

function brandOf({ site, language }: Page): Html {
  const { logo, businessName, primaryLanguage } = site;
  if (logo === null) return html`${businessName}`;
  // A drawing is small enough to travel with the page, and then shows without a server too.
  const source =
    logo.mediaType === 'image/svg+xml'
      ? `data:image/svg+xml;base64,${logo.bytes.toString('base64')}`
      : `${language === primaryLanguage ? '' : '../'}${logoPath(logo)}`;
  return html`<img src="${source}" alt="${businessName}" width="${logo.width}" height="${logo.height}" />`;
}

function navigationItem({ name, frame }: Page, other: PageName): Html {
  const current = other === name ? html` aria-current="page"` : null;
  return html`<li><a href="${other}.html" ${current}>${titleOf(other, frame)}</a></li>`;
}

function languagesOf({ site, language, name }: Page): Html | null {
  const others = [...site.texts].filter(([other]) => other !== language);
  if (others.length === 0) return null;
  const items = others.map(([other, texts]) => {
    const page = hasPage(texts, name) ? name : 'index';
    const up = language === site.primaryLanguage ? '' : '../';
    const href = `${up}${folderOf(site, other)}${page}.html`;
    return html`<li>
      <a href="${href}" lang="${other}" hreflang="${other}">${SITE_WORDS[other].languageName}</a>
    </li>`;
  });
  return html`<nav aria-label="${SITE_WORDS[language].languages}">
    <ul>
      ${items}
    </ul>
  </nav>`;
}

function mainOf(name: PageName, { home, about, services, contact }: SiteTexts, frame: PageFrame): Html {
  if (name === 'about' && about) return aboutMain(about, frame);
  if (name === 'services' && services) return servicesMain(services, frame);
  if (name === 'contact' && contact) return contactMain(contact, frame);
  return homeMain(home, frame);
}

function hasPage({ about, services, contact }: SiteTexts, name: PageName): boolean {
  const byName: Readonly<Record<PageName, unknown>> = { index: true, about, services, contact };
  return byName[name] !== null;
}

function titleOf(name: PageName, { words }: PageFrame): string {
  return name === 'index' ? words.home : words[name];
}

function folderOf({ primaryLanguage }: Site, language: Language): string {
  return language === primaryLanguage ? '' : `${language}/`;
}

function logoPath({ mediaType }: SiteLogo): string {
  return `logo.${LOGO_EXTENSIONS[mediaType] ?? 'bin'}`;
}
