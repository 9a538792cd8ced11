import type {
  AboutPage,
  ContactPage,
  ContentResult,
  Homepage,
  Language,
  ServicesPage,
} from '@genesis/knowledge';
import { markdownLine as line, markdownList as list, markdownText as text } from '../markdown.js';

/** The pages as a visitor would read them (Markdown, in which every word stands for itself). Form fields and notes on tone are for the site builder: not shown. */
export function pageTexts(content: ContentResult, language: Language): Readonly<Record<string, string>> {
  const { homepage, about, services, contact } = content;
  const pages = {
    home: homepage[language] && homepageText(homepage[language]),
    about: about[language] && aboutText(about[language]),
    services: services[language] && servicesText(services[language]),
    contact: contact[language] && contactText(contact[language]),
  };
  return Object.fromEntries(
    Object.entries(pages).filter((page): page is [string, string] => page[1] !== undefined),
  );
}

function homepageText({
  hero_section: hero,
  value_proposition: value,
  trust_elements: trust,
  services_teaser,
}: Homepage): string {
  return page([
    `# ${line(hero.title)}`,
    `**${line(hero.subtitle)}**`,
    text(hero.hero_paragraph),
    `${button(hero.primary_cta)} ${button(hero.secondary_cta)}`,
    `## ${line(value.main_value)}`,
    list(value.benefits),
    text(value.why_choose_us),
    trust.social_proof && text(trust.social_proof),
    trust.credentials && text(trust.credentials),
    trust.guarantee && `> ${line(trust.guarantee)}`,
    text(services_teaser.intro),
    list(services_teaser.highlights),
  ]);
}

function aboutText({ story, values, team_intro, community_impact, call_to_action }: AboutPage): string {
  return page([
    text(story.opening),
    text(story.journey),
    text(story.mission_statement),
    ...values.map(({ value, description }) => `## ${line(value)}\n\n${text(description)}`),
    team_intro && text(team_intro),
    community_impact && text(community_impact),
    button(call_to_action),
  ]);
}

function servicesText({ services, service_approach, guarantees }: ServicesPage): string {
  const sections = services.map((service) =>
    page([
      `## ${line(service.name)}`,
      text(service.description),
      list(service.benefits),
      list(service.use_cases),
      service.pricing_info && `**${line(service.pricing_info)}**`,
      button(service.cta),
    ]).trimEnd(),
  );
  return page([...sections, text(service_approach), guarantees && `> ${line(guarantees)}`]);
}

function contactText({ intro, channels, location, hours, reply_promise }: ContactPage): string {
  const place = [location.city, location.region, location.country].filter((part) => part !== null).join(', ');
  return page([
    text(intro),
    list(channels.map(({ label, value }) => (value === null ? label : `${label}: ${value}`))),
    line(place),
    hours && text(hours),
    text(reply_promise),
  ]);
}

const button = (label: string): string => `[${line(label)}]`;

function page(parts: readonly (string | null | undefined)[]): string {
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}
