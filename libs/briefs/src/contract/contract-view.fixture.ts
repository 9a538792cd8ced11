import { AGENT_NAMES, type AgentName } from '@genesis/agents';
import type { AgentView } from '../brief-reader.js';
import type { ContractView } from './contract-brief.js';

/** A finished brief in which every field of the contract has a value of its own. */
export function aContractView(): ContractView {
  return {
    dc360UserId: '42',
    finishedAt: new Date('2026-03-02T09:30:12.440Z'),
    generationMs: 12_440,
    searchProvider: 'tavily',
    brief: {
      briefId: '0d9c1f52-3a53-4d0b-9a6f-6c6a5a4f5e21',
      legacyId: 7,
      version: 1,
      status: 'completed',
      input: {
        brief: {
          business_name: 'Atelier Ndar Couture',
          vision: "Que les familles de Thiès s'habillent chez des couturiers du quartier.",
          mission: 'Nous prenons les mesures et livrons en sept jours.',
          target_audience: 'Des femmes de 25 à 45 ans qui travaillent à Thiès.',
          differentiation: 'Une date écrite, et 20 % remboursés en cas de retard.',
          value_proposition: 'Une tenue sur mesure en sept jours, à partir de 25 000 FCFA.',
          sector: 'couture sur mesure',
          location: { city: 'Thiès', country: 'Sénégal' },
          services: ['Tenue sur mesure'],
        },
        language: 'fr',
        sector: 'artisanat',
        country: 'SN',
        derived: ['vision', 'mission'],
      },
      agents: {
        ...everyAgent(delivered('knowledge')),
        content: delivered('deepseek'),
        logo: delivered('openai'),
      },
      market_research: {
        market_size: { estimation: null, currency: 'XOF', confidence_level: 'faible' },
        trends: ['Les commandes par WhatsApp'],
        target_demographics: {
          description: 'Des femmes de 25 à 45 ans',
          place: 'Thiès',
          channels: ['WhatsApp'],
        },
        competitors: [
          {
            name: 'Boutique Sope',
            kind: 'boutique',
            strengths: ['Un grand choix'],
            weaknesses: ['Pas de mesures'],
            market_position: 'connue dans le quartier',
            url: 'https://example.com/sope',
            sources: ['https://example.com/sope'],
          },
          {
            name: null,
            kind: 'Tailleurs du marché',
            strengths: ['Des prix bas'],
            weaknesses: ['Des retards'],
            market_position: null,
            url: null,
            sources: [],
          },
        ],
        opportunities: [
          {
            opportunity: 'Tenues de fête pour les familles',
            potential_impact: 'high',
            difficulty: 'low',
            timeframe: '3 mois',
            sources: [],
          },
        ],
        cultural_insights: ['Les fêtes se préparent des semaines avant'],
      },
      content_generation: {
        homepage: { fr: { hero_section: { title: 'Votre tenue en sept jours' } } },
        about: { fr: { story: { opening: 'Tout a commencé à Thiès.' } } },
        services: { fr: { services: [{ name: 'Tenue sur mesure' }] } },
        contact: { fr: { intro: 'Écrivez-nous.' } },
        seo_metadata: null,
        languages_generated: ['fr'],
        primary_language: 'fr',
      },
      logo_creation: {
        primary_logo: {
          asset_id: 'abc.svg',
          url: '/logo/logo.svg',
          mime: 'image/svg+xml',
          style: 'elegant',
          provider: 'knowledge',
        },
        color_palette: ['#D97706', '#92400E', '#FBBF24'],
        brand_guidelines: { primary: '#D97706', secondary: '#92400E', accent: '#FBBF24', fonts: ['Inter'] },
      },
      seo_optimization: {
        primary_keywords: ['couture sur mesure Thiès'],
        secondary_keywords: ['couturier Thiès', 'tenue de fête'],
        meta_tags: {
          title: 'Atelier Ndar Couture, couture sur mesure à Thiès',
          description: 'Une tenue sur mesure en sept jours à Thiès, avec une date de livraison écrite.',
          lang: 'fr',
        },
      },
      template_selection: {
        primary_template: {
          id: 'atelier-portfolio',
          name: 'Atelier',
          category: 'artisanat',
          features: ['gallery', 'whatsapp'],
          source: 'rule',
        },
        alternatives: [],
      },
      provenance: {},
      missingInformation: [{ field: 'contact.whatsapp', question: 'À quel numéro vous joindre ?' }],
      warnings: [],
      confidence: 0.860_000_014,
      isReadyForWebsite: true,
      readinessMissing: [],
      createdAt: new Date('2026-03-02T09:30:00.000Z'),
      updatedAt: new Date('2026-03-02T09:30:12.440Z'),
      expiresAt: null,
    },
  };
}

function delivered(provider: string): AgentView {
  return { status: 'success', provider, model: null, warnings: [], error: null, is_kept: false };
}

function everyAgent(view: AgentView): Record<AgentName, AgentView> {
  return Object.fromEntries(AGENT_NAMES.map((agent) => [agent, view])) as Record<AgentName, AgentView>;
}
