import type { AboutPage, ContactPage, Homepage, ServicesPage } from '@genesis/knowledge';
import { type Html, html } from './html.js';
import type { SiteWords } from './site-words.js';

/** Pages, under the names of their files. */
export const PAGE_NAMES = ['index', 'services', 'about', 'contact'] as const;
export type PageName = (typeof PAGE_NAMES)[number];

/** What the main part of a page is made with. */
export interface PageFrame {
  readonly words: SiteWords;
  /** Pages of this language. */
  readonly pages: readonly PageName[];
}

export function homeMain(home: Homepage, { words, pages }: PageFrame): Html {
  const {
    hero_section: hero,
    value_proposition: value,
    trust_elements: trust,
    services_teaser: teaser,
  } = home;
  const proofs = [
    trust.social_proof,
    trust.credentials,
    trust.guarantee,
    home.cultural_adaptation.community_focus,
  ];
  return html`<div class="hero">
      <div class="wrap">
        <h1>${hero.title}</h1>
        <p class="lead">${hero.subtitle}</p>
        ${paragraphs(hero.hero_paragraph)}
        <div class="actions">
          ${button(pages, 'contact', hero.primary_cta)}${button(pages, 'services', hero.secondary_cta, 'button quiet')}
        </div>
      </div>
    </div>
    <section>
      <div class="wrap">
        <h2>${value.main_value}</h2>
        ${cards(value.benefits)}
      </div>
    </section>
    <section>
      <div class="wrap">
        <h2>${words.ourServices}</h2>
        ${paragraphs(teaser.intro)}${cards(teaser.highlights)}
      </div>
    </section>
    <section>
      <div class="wrap">
        <h2>${words.whyUs}</h2>
        ${paragraphs(value.why_choose_us)}${cards(proofs.filter(isTold))}
      </div>
    </section>`;
}

export function aboutMain(about: AboutPage, { words, pages }: PageFrame): Html {
  const { opening, journey, mission_statement: mission } = about.story;
  const values = about.values.map(
    ({ value, description }) =>
      html`<li class="card">
        <h3>${value}</h3>
        ${paragraphs(description)}
      </li>`,
  );
  const more = [about.team_intro, about.community_impact].filter(isTold).map(paragraphs);
  return html`<section>
      <div class="wrap">
        <h1>${words.about}</h1>
        <div class="lead">${paragraphs(opening)}</div>
        ${paragraphs(journey)}
        <blockquote>${paragraphs(mission)}</blockquote>
        ${more}
      </div>
    </section>
    <section>
      <div class="wrap">
        <h2>${words.ourValues}</h2>
        <ul class="cards">
          ${values}
        </ul>
        <div class="actions">${button(pages, 'contact', about.call_to_action)}</div>
      </div>
    </section>`;
}

export function servicesMain(services: ServicesPage, { words, pages }: PageFrame): Html {
  const articles = services.services.map(
    (service) =>
      html`<article class="card">
        <h2>${service.name}</h2>
        ${paragraphs(service.description)} ${list(service.benefits)}
        ${service.use_cases.length > 0 ? html`<p>${words.goodFor} ${service.use_cases.join(' · ')}</p>` : null}
        ${service.pricing_info === null ? null : html`<p class="price">${words.price} ${service.pricing_info}</p>`}
        ${button(pages, 'contact', service.cta)}
      </article>`,
  );
  return html`<section>
    <div class="wrap">
      <h1>${words.services}</h1>
      ${paragraphs(services.service_approach)}
      <div class="cards">${articles}</div>
      ${isTold(services.guarantees) ? html`<blockquote>${paragraphs(services.guarantees)}</blockquote>` : null}
    </div>
  </section>`;
}

export function contactMain(contact: ContactPage, { words }: PageFrame): Html {
  const { city, region, country } = contact.location;
  const place = [...new Set([city, region, country].filter(isTold))].join(', ');
  const channels = contact.channels
    .filter(({ value }) => isTold(value))
    .map(
      ({ kind, value, label }) =>
        html`<dt>${label}</dt>
          <dd>${channelLink(kind, value ?? '')}</dd>`,
    );
  return html`<section>
    <div class="wrap">
      <h1>${words.contact}</h1>
      ${paragraphs(contact.intro)}
      <dl>
        ${channels}
        ${
          place === ''
            ? null
            : html`<dt>${words.address}</dt>
                <dd>${place}</dd>`
        }
        ${
          isTold(contact.hours)
            ? html`<dt>${words.hours}</dt>
                <dd>${contact.hours}</dd>`
            : null
        }
      </dl>
      ${paragraphs(contact.reply_promise)}
    </div>
  </section>`;
}

/** A way to be reached as a link, where it has the form of one; else its text. */
function channelLink(kind: ContactPage['channels'][number]['kind'], value: string): Html {
  const digits = value.replace(/[\s().-]/g, '');
  const isNumber = /^\+?\d{6,15}$/.test(digits);
  if (kind === 'phone' && isNumber) return html`<a href="tel:${digits}">${value}</a>`;
  if (kind === 'whatsapp' && isNumber) {
    return html`<a href="https://wa.me/${digits.replace('+', '')}" rel="noopener noreferrer">${value}</a>`;
  }
  if (kind === 'email' && /^[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+$/.test(value.trim())) {
    return html`<a href="mailto:${value.trim()}">${value}</a>`;
  }
  return html`${value}`;
}

function button(pages: readonly PageName[], page: PageName, label: string, style = 'button'): Html | null {
  return pages.includes(page) ? html`<a class="${style}" href="${page}.html">${label}</a>` : null;
}

function cards(texts: readonly string[]): Html | null {
  if (texts.length === 0) return null;
  return html`<ul class="cards">
    ${texts.map((text) => html`<li class="card">${paragraphs(text)}</li>`)}
  </ul>`;
}

function list(texts: readonly string[]): Html | null {
  return texts.length === 0
    ? null
    : html`<ul>
        ${texts.map((text) => html`<li>${text}</li>`)}
      </ul>`;
}

/** A text as paragraphs, one a line. */
function paragraphs(text: string): readonly Html[] {
  return text
    .split(/\n+/)
    .filter((line) => line.trim() !== '')
    .map((line) => html`<p>${line}</p>`);
}

function isTold(text: string | null): text is string {
  return text !== null && text.trim() !== '';
}
