import type {
  AboutPage,
  ContactPage,
  ContentResult,
  Homepage,
  Language,
  ServicesPage,
} from '@genesis/knowledge';

/** The pages as a visitor would read them (Markdown). Form fields and notes on tone are for the site builder: not shown. */
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
    `# ${hero.title}`,
    `**${hero.subtitle}**`,
    hero.hero_paragraph,
    `[${hero.primary_cta}] [${hero.secondary_cta}]`,
    `## ${value.main_value}`,
    list(value.benefits),
    value.why_choose_us,
    trust.social_proof,
    trust.credentials,
    trust.guarantee && `> ${trust.guarantee}`,
    services_teaser.intro,
    list(services_teaser.highlights),
  ]);
}

function aboutText({ story, values, team_intro, community_impact, call_to_action }: AboutPage): string {
  return page([
    story.opening,
    story.journey,
    story.mission_statement,
    ...values.map(({ value, description }) => `## ${value}\n\n${description}`),
    team_intro,
    community_impact,
    `[${call_to_action}]`,
  ]);
}

function servicesText({ services, service_approach, guarantees }: ServicesPage): string {
  const sections = services.map((service) =>
    page([
      `## ${service.name}`,
      service.description,
      list(service.benefits),
      list(service.use_cases),
      service.pricing_info && `**${service.pricing_info}**`,
      `[${service.cta}]`,
    ]).trimEnd(),
  );
  return page([...sections, service_approach, guarantees && `> ${guarantees}`]);
}

function contactText({ intro, channels, location, hours, reply_promise }: ContactPage): string {
  const place = [location.city, location.region, location.country].filter((part) => part !== null).join(', ');
  return page([
    intro,
    list(channels.map(({ label, value }) => (value === null ? label : `${label}: ${value}`))),
    place,
    hours,
    reply_promise,
  ]);
}

const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');

function page(parts: readonly (string | null | undefined)[]): string {
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}
